import type { Question, Side } from "@/api";
import { type Item, itemOf } from "@/features/review/logic/queue";

type Why = Question["why"];

export function position(seconds: number) {
  return { num: Math.round(seconds * 1000), den: 1000, seconds };
}

export function side(group: string, person: string | null = null, label = person ?? `Unknown ${group}`): Side {
  return { groups: [group], label, person, visible: position(1), tracks: 1, pictures: [] };
}

export function question(why: Why, seconds: number, sides: Side[], more: Partial<Question> = {}): Question {
  return { why, at_stake: position(seconds), text: "so it is", sides, decision: null, at: position(0), ...more };
}

export function item(why: Why, seconds: number, ...sides: Side[]): Item {
  return itemOf("v", "run-1", question(why, seconds, sides));
}
