/** The questions of one or several videos as one list, most seconds first. */

import type { Question, Side } from "@/api";
import { keyOf } from "@/parts/question/words";

export interface Item {
  /** The same for the same question, also in a newer run: groups are named by what is in them. */
  key: string;
  video: string;
  run: string;
  question: Question;
  seconds: number;
  sides: readonly Side[];
  groups: readonly string[];
}

/** What one video leaves open, as the newest finished run says. */
export interface Loaded {
  video: string;
  run: string;
  /** Number of the newest decision that the run takes in. */
  head: number;
  items: readonly Item[];
}

export function itemOf(video: string, run: string, question: Question): Item {
  return {
    key: keyOf(video, question),
    video,
    run,
    question,
    seconds: question.at_stake.seconds,
    sides: question.sides,
    groups: question.sides.flatMap((side) => side.groups),
  };
}

/** Most seconds first; what has as many stays in the order it came in. */
export function ordered(items: readonly Item[]): Item[] {
  return [...items].sort((one, other) => other.seconds - one.seconds);
}

export function secondsOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + item.seconds, 0);
}

/** Whom a decision about one question is for: of two, the one with less evidence. */
export function subjectOf(item: Item): Side | undefined {
  return item.sides[1] ?? item.sides[0];
}

/**
 * The question to show: the one that was shown, or the one that took its place when it has left.
 *
 * @param shown key of the question that was shown
 * @param before the list in which it was
 */
export function currentOf(items: readonly Item[], shown: string | null, before: readonly Item[] = []): Item | undefined {
  const still = items.find((item) => item.key === shown);
  if (still !== undefined) return still;
  const place = before.findIndex((item) => item.key === shown);
  if (place < 0) return items[0];
  const left = new Set(items.map((item) => item.key));
  const after = before.slice(place).find((item) => left.has(item.key)) ?? before.slice(0, place).findLast((item) => left.has(item.key));
  return items.find((item) => item.key === after?.key) ?? items[0];
}

/** The question `step` places on; it stays at the ends. */
export function neighbour(items: readonly Item[], shown: string | undefined, step: number): Item | undefined {
  const place = items.findIndex((item) => item.key === shown);
  return items[Math.min(items.length - 1, Math.max(0, (place < 0 ? 0 : place) + step))];
}

/** Keys of everything from one question to another, both with them. */
export function between(items: readonly Item[], one: string, other: string): string[] {
  const places = [one, other].map((key) => items.findIndex((item) => item.key === key));
  if (places.includes(-1)) return [];
  return items.slice(Math.min(...places), Math.max(...places) + 1).map((item) => item.key);
}

/** Keys of the questions that are like one: of the same kind and video, and about the same name where there is one. */
export function alike(items: readonly Item[], item: Item): string[] {
  const person = item.question.why === "unsure" ? item.sides[0]?.person : undefined;
  return items
    .filter((other) => other.video === item.video && other.question.why === item.question.why)
    .filter((other) => person === undefined || other.sides[0]?.person === person)
    .map((other) => other.key);
}
