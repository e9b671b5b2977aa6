/** What the timeline draws: shots, and a row of intervals for everybody, in arrays that are fast to search. */

import type { Timeline } from "@/api";
import { coloursOf } from "@/lib/people";

/** How well somebody is seen, in the order of the API's `seen_as`. */
export const SEEN = ["clear", "visible", "bridged"] as const;
export type Seen = (typeof SEEN)[number];

export interface Intervals {
  /** In order of time, and none over another. */
  start: Float64Array;
  end: Float64Array;
  seen: Uint8Array;
  /** NaN where nobody knows. */
  confidence: Float32Array;
  /** Seconds of all intervals before each; one more than there are intervals. */
  before: Float64Array;
}

export interface Row extends Intervals {
  id: string;
  title: string;
  person: string | null;
  /** A colour for CSS. */
  colour: string;
  isUnknown: boolean;
  picture: string | null;
  seconds: number;
  /** Of the name; null where nobody knows. */
  certainty: number | null;
  /** What the row belongs to: people, or an application. */
  group: string;
}

export interface Film {
  duration: number;
  rate: number;
  /** Where shots begin; the first is 0. */
  shots: Float64Array;
  rows: readonly Row[];
}

/** The first place in an ordered array whose value is greater. */
export function after(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Seconds of a row within a span, exact to what the numbers hold. */
export function covered(row: Intervals, from: number, to: number): number {
  if (to <= from) return 0;
  const first = after(row.end, from);
  const last = after(row.start, to) - 1;
  if (last < first) return 0;
  const all = (row.before[last + 1] ?? 0) - (row.before[first] ?? 0);
  const early = Math.max(0, from - (row.start[first] ?? from));
  const late = Math.max(0, (row.end[last] ?? to) - to);
  return Math.max(0, all - early - late);
}

function intervalsOf(found: { start: number; end: number; seen: number; confidence: number | null }[]): Intervals {
  const ordered = found.toSorted((one, other) => one.start - other.start);
  const before = new Float64Array(ordered.length + 1);
  ordered.forEach(({ start, end }, place) => {
    before[place + 1] = (before[place] ?? 0) + end - start;
  });
  return {
    start: Float64Array.from(ordered, ({ start }) => start),
    end: Float64Array.from(ordered, ({ end }) => end),
    seen: Uint8Array.from(ordered, ({ seen }) => seen),
    confidence: Float32Array.from(ordered, ({ confidence }) => confidence ?? NaN),
    before,
  };
}

function exact(text: string): number {
  const slash = text.indexOf("/");
  return slash < 0 ? Number(text) : Number(text.slice(0, slash)) / Number(text.slice(slash + 1));
}

/** Named people first, then unknown ones; both by their seconds. */
export function filmOf(timeline: Timeline, rate: number, confidences: ReadonlyMap<string, number | null>): Film {
  const colours = coloursOf(timeline.people.map(({ person }) => person));
  const found = timeline.people.map((): Parameters<typeof intervalsOf>[0] => []);
  const { intervals } = timeline;
  intervals?.lane.forEach((lane, place) => {
    found[lane]?.push({
      start: exact(intervals.start[place] ?? "0"),
      end: exact(intervals.end[place] ?? "0"),
      seen: intervals.seen[place] ?? 1,
      confidence: intervals.confidence[place] ?? null,
    });
  });
  const rows = timeline.people.map((lane, number): Row => ({
    id: lane.person ?? lane.label,
    title: lane.label,
    person: lane.person,
    colour: colours[number] ?? "var(--person-unknown)",
    isUnknown: lane.person === null,
    picture: lane.picture,
    seconds: lane.visible_s,
    certainty: confidences.get(lane.label) ?? null,
    group: "People",
    ...intervalsOf(found[number] ?? []),
  }));
  const shots = timeline.shots?.start.map(exact) ?? [0];
  return {
    duration: timeline.duration.num / timeline.duration.den,
    rate,
    shots: Float64Array.from(shots),
    rows: rows.toSorted(
      (one, other) => Number(one.isUnknown) - Number(other.isUnknown) || other.seconds - one.seconds,
    ),
  };
}
