/** What can be decided about questions, what it asks of the API, and which questions it answers. */

import type { Asked } from "@/api";

import { type Item, subjectOf } from "./queue";

export type Act =
  | { kind: "name"; name: string; person?: string; teach?: boolean }
  | { kind: "nobody" }
  | { kind: "exclude" }
  | { kind: "merge"; with?: { groups: readonly string[]; label: string } }
  | { kind: "apart"; keeps?: 0 | 1 }
  | { kind: "split"; tracks: readonly string[]; others: readonly string[]; seconds: number }
  | { kind: "lock" }
  | { kind: "take_back"; number: number };

export type Wanted =
  | { video: string; items: readonly Item[]; body: Omit<Asked, "head"> }
  | { video: string; items: readonly Item[]; undo: number };

/** Groups that an act is about: of a pair, both when it says who they are or that they are one. */
export function groupsMeant(item: Item, act: Act): readonly string[] {
  if (act.kind === "merge" || act.kind === "name") return item.groups;
  return subjectOf(item)?.groups ?? [];
}

/** One request for each video. */
export function wantedOf(items: readonly Item[], act: Act): Wanted[] {
  const videos = new Map<string, Item[]>();
  for (const item of items) videos.set(item.video, [...(videos.get(item.video) ?? []), item]);
  return [...videos].flatMap(([video, own]): Wanted[] => {
    if (act.kind === "take_back") return [{ video, items: own, undo: act.number }];
    const body = bodyOf(own, act);
    return body === null ? [] : [{ video, items: own, body }];
  });
}

function bodyOf(items: readonly Item[], act: Exclude<Act, { kind: "take_back" }>): Omit<Asked, "head"> | null {
  const run = items[0]?.run ?? null;
  const groups = [...new Set(items.flatMap((item) => groupsMeant(item, act)))];
  const base = { run, groups, tracks: [], others: [], other_groups: [], nobody: false, teach: false, together: false, person: null, name: null };
  switch (act.kind) {
    case "name": {
      const who = act.person === undefined ? { name: act.name } : { person: act.person };
      return { ...base, kind: "assign", ...who, teach: act.teach ?? false };
    }
    case "nobody":
      return { ...base, kind: "assign", nobody: true };
    case "exclude":
      return { ...base, kind: "exclude" };
    case "lock":
      return groups.length === 1 ? { ...base, kind: "lock" } : null;
    case "merge": {
      const all = [...new Set([...groups, ...(act.with?.groups ?? [])])];
      return all.length > 1 ? { ...base, kind: "merge", groups: all } : null;
    }
    case "apart": {
      const [one, other] = items[0]?.sides ?? [];
      if (one === undefined || other === undefined) return null;
      const [kept, gone] = act.keeps === 1 ? [other, one] : [one, other];
      return { ...base, kind: "split", groups: [...gone.groups], other_groups: [...kept.groups] };
    }
    case "split":
      return { ...base, kind: "split", groups: [], tracks: [...act.tracks], others: [...act.others] };
  }
}

/** Questions that an answer settles beside those that it was given to. */
export function alsoAnswered(all: readonly Item[], items: readonly Item[], act: Act): Item[] {
  const given = new Set(items.map((item) => item.key));
  const videos = new Set(items.map((item) => item.video));
  const groups = new Set([...items.flatMap((item) => groupsMeant(item, act)), ...(act.kind === "merge" ? (act.with?.groups ?? []) : [])]);
  return all.filter((item) => !given.has(item.key) && videos.has(item.video) && isAnswered(item, groups, act));
}

function isAnswered(item: Item, groups: ReadonlySet<string>, act: Act): boolean {
  const has = (own: readonly string[]) => own.some((group) => groups.has(group));
  const isAbout = item.groups.length > 0 && item.groups.every((group) => groups.has(group));
  switch (act.kind) {
    case "exclude":
      return has(item.groups);
    case "name": {
      const isSame = act.person !== undefined && item.sides.some((side) => side.person === act.person);
      return isAbout || (item.question.why === "pair" && has(item.groups) && isSame);
    }
    case "nobody":
    case "lock":
      return isAbout && item.sides.length === 1;
    case "merge":
      return isAbout && item.question.why === "pair";
    case "apart":
    case "split":
    case "take_back":
      return false;
  }
}
