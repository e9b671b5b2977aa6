/** What is known about the people of a video when somebody asks who a face is. */

import type { Group, Person, PersonTime } from "@/api";

export interface Spans {
  readonly start: readonly number[];
  readonly end: readonly number[];
}

/** Two who may be one, by their groups. */
export interface Near {
  groups: readonly (readonly string[])[];
  distance: number;
}

export interface Known {
  /** Everybody of the report, named or not. */
  people: readonly PersonTime[];
  /** People of this home. */
  home: readonly Person[];
  pairs: readonly Near[];
  /** Distance up to which two are joined by themselves. */
  threshold: number | null;
  groups: ReadonlyMap<string, Group>;
  /** When somebody is on screen, by `laneOf`. */
  lanes: ReadonlyMap<string, Spans>;
}

export const NOTHING_KNOWN: Known = {
  people: [],
  home: [],
  pairs: [],
  threshold: null,
  groups: new Map(),
  lanes: new Map(),
};

export function laneOf(side: { person: string | null; label: string | null }): string {
  return side.person ?? `? ${side.label ?? ""}`;
}

interface Columns {
  lane: readonly number[];
  start_s: readonly number[];
  end_s: readonly number[];
}

/** The spans of everybody, from the columns of a timeline. */
export function lanesOf(
  people: readonly { person: string | null; label: string }[],
  columns: Columns,
): Map<string, Spans> {
  const lanes = people.map(() => ({ start: [] as number[], end: [] as number[] }));
  columns.lane.forEach((lane, row) => {
    lanes[lane]?.start.push(columns.start_s[row] ?? 0);
    lanes[lane]?.end.push(columns.end_s[row] ?? 0);
  });
  return new Map(people.map((one, lane) => [laneOf(one), lanes[lane] ?? { start: [], end: [] }]));
}

const LEAST_S = 0.2;

/** The first instant at which two are on screen together; null when they never are. */
export function togetherAt(one: Spans | undefined, other: Spans | undefined): number | null {
  if (one === undefined || other === undefined) return null;
  let [left, right] = [0, 0];
  for (;;) {
    const [a, b, c, d] = [one.start[left], one.end[left], other.start[right], other.end[right]];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
    const start = Math.max(a, c);
    if (Math.min(b, d) - start >= LEAST_S) return start;
    if (b < d) left += 1;
    else right += 1;
  }
}
