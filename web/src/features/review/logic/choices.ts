/** The answers that a question offers, likeliest first; they have the keys 1 to 9. */

import { clock, secs } from "@/lib/format";

import type { Act } from "./acts";
import { type Known, laneOf, togetherAt } from "./known";
import { type Item, subjectOf } from "./queue";

export interface Choice {
  id: string;
  title: string;
  /** What speaks for it, and against it. */
  evidence: readonly string[];
  /** Why it can hardly be. */
  against: string | null;
  pictures: readonly string[];
  act: Act;
  person: string | null;
  /** Whether something speaks for it: Enter then takes it when it is the first. */
  isLikely: boolean;
  /** Of whom pictures may be compared with. */
  groups: readonly string[];
}

export const MOST_CHOICES = 9;

export function choicesOf(item: Item, known: Known): Choice[] {
  const { why } = item.question;
  if (why === "pair") return pairChoices(item, known);
  if (why === "conflict") return conflictChoices(item);
  const people = peopleFor(item, known);
  if (why === "not_a_face") return [leaveOut(), ...people].slice(0, MOST_CHOICES);
  if (why === "needs_a_look" && item.question.decision !== null) {
    return [takeBack(item.question.decision), ...(item.groups.length > 0 ? people : [])].slice(0, MOST_CHOICES);
  }
  return people.slice(0, MOST_CHOICES);
}

function plain(id: string, title: string, act: Act, evidence: string): Choice {
  return { id, title, act, evidence: [evidence], against: null, pictures: [], person: null, isLikely: true, groups: [] };
}

function leaveOut(): Choice {
  return plain("leave out", "No face: leave it out", { kind: "exclude" }, "It counts for nobody. You can count it again later.");
}

function takeBack(number: number): Choice {
  return plain(`take back ${String(number)}`, `Take back decision ${String(number)}`, { kind: "take_back", number }, "What was found counts again.");
}

function pairChoices(item: Item, known: Known): Choice[] {
  const [one, other] = item.sides;
  const seen = one === undefined || other === undefined ? null : togetherAt(known.lanes.get(laneOf(one)), known.lanes.get(laneOf(other)));
  const name = one?.person == null ? "They become one person" : `${other?.label ?? "Both"} becomes ${one.label ?? "the same"}`;
  const same = plain("one", "One person", { kind: "merge" }, `${name}.`);
  return [
    seen === null ? same : { ...same, isLikely: false, against: `Both on screen at ${clock(seen)}` },
    plain("two", "Two people", { kind: "apart" }, "They stay apart, also in later runs."),
  ];
}

function conflictChoices(item: Item): Choice[] {
  const name = item.sides[0]?.label ?? "this person";
  return ([0, 1] as const).flatMap((keeps) => {
    const side = item.sides[keeps];
    if (side === undefined) return [];
    const where = keeps === 0 ? "left" : "right";
    return [
      {
        ...plain(`keep ${where}`, `The ${where} is ${name}`, { kind: "apart", keeps }, "The other becomes somebody else."),
        pictures: side.pictures,
        isLikely: false,
        groups: side.groups,
      },
    ];
  });
}

interface Candidate extends Choice {
  rank: number;
}

/** Everybody whom the subject of a question may be. */
function peopleFor(item: Item, known: Known): Choice[] {
  const side = subjectOf(item);
  if (side === undefined) return [];
  const own = known.lanes.get(laneOf(side));
  const near = nearTo(side.groups, known);
  const found = new Map<string, Candidate>();
  for (const one of known.people) {
    if (one.person === null) continue;
    const distance = near.get(one.person);
    const isNow = one.person === side.person;
    const seen = isNow ? null : togetherAt(own, known.lanes.get(laneOf(one)));
    found.set(one.person, {
      id: one.person,
      title: one.label,
      evidence: isNow ? nowEvidence(side.groups, known) : [...nearEvidence(distance, known), `${secs(one.visible.seconds)} in this video`],
      against: seen === null ? null : `Both on screen at ${clock(seen)}`,
      pictures: isNow ? pictureOfHome(one.person, known) : one.picture === null ? [] : [one.picture],
      act: { kind: "name", name: one.label, person: one.person },
      person: one.person,
      isLikely: (isNow || distance !== undefined) && seen === null,
      groups: one.groups,
      rank: isNow ? -1 : (distance ?? 10 - one.share),
    });
  }
  for (const one of known.home) {
    if (found.has(one.person) || one.is_being_forgotten) continue;
    found.set(one.person, {
      id: one.person,
      title: one.name,
      evidence: ["Not seen in this video yet"],
      against: null,
      pictures: one.picture === null ? [] : [one.picture],
      act: { kind: "name", name: one.name, person: one.person },
      person: one.person,
      isLikely: false,
      groups: [],
      rank: 20,
    });
  }
  return [...found.values()].sort(
    (one, other) => Number(one.against !== null) - Number(other.against !== null) || one.rank - other.rank || one.title.localeCompare(other.title),
  );
}

function pictureOfHome(person: string, known: Known): string[] {
  const found = known.home.find((one) => one.person === person)?.picture ?? null;
  return found === null ? [] : [found];
}

/** Distance of everybody with a name whom a pair puts near to these groups. */
function nearTo(groups: readonly string[], known: Known): Map<string, number> {
  const near = new Map<string, number>();
  const mine = new Set(groups);
  for (const pair of known.pairs) {
    const place = pair.groups.findIndex((side) => side.some((group) => mine.has(group)));
    const rest = place < 0 ? [] : (pair.groups[1 - place] ?? []);
    const person = rest.map((group) => known.groups.get(group)?.person).find((each) => each != null);
    if (person != null) near.set(person, Math.min(pair.distance, near.get(person) ?? Infinity));
  }
  return near;
}

function nearEvidence(distance: number | undefined, known: Known): string[] {
  if (distance === undefined) return [];
  const limit = known.threshold === null ? "" : `, limit ${known.threshold.toFixed(2)}`;
  return [`${distance.toFixed(2)} apart${limit}`];
}

function nowEvidence(groups: readonly string[], known: Known): string[] {
  const group = groups.map((id) => known.groups.get(id)).find((each) => each !== undefined);
  if (group === undefined) return ["The name it has now"];
  return [
    group.samples > 0 ? `${String(group.agreeing)} of ${String(group.samples)} pictures agree` : "The name it has now",
    ...(group.score === null ? [] : [`Distance ${group.score.toFixed(2)}`]),
    ...(group.margin === null ? [] : [`Next person ${group.margin.toFixed(2)} farther`]),
  ];
}
