/** Who is on screen with whom, and for how long. */

import { covered, type Row } from "../timeline/model";

/** Seconds in which both are there. */
export function together(one: Row, other: Row): number {
  let [seconds, place, there] = [0, 0, 0];
  while (place < one.start.length && there < other.start.length) {
    const from = Math.max(one.start[place] ?? 0, other.start[there] ?? 0);
    const to = Math.min(one.end[place] ?? 0, other.end[there] ?? 0);
    if (to > from) seconds += to - from;
    if ((one.end[place] ?? 0) < (other.end[there] ?? 0)) place += 1;
    else there += 1;
  }
  return seconds;
}

export interface Table {
  rows: readonly Row[];
  /** Seconds by two numbers of rows. */
  seconds: readonly (readonly number[])[];
  most: number;
}

/** Everybody with everybody, at most so many people. */
export function tableOf(rows: readonly Row[], most: number): Table {
  const shown = rows.filter((row) => !row.isUnknown).slice(0, most);
  const seconds = shown.map((one) => shown.map((other) => (one === other ? 0 : together(one, other))));
  return { rows: shown, seconds, most: Math.max(0, ...seconds.flat()) };
}

/** Seconds of a person: of the whole film, or of a span. */
export function secondsOf(row: Row, span: { start: number; end: number } | null): number {
  return span === null ? row.seconds : covered(row, span.start, span.end);
}
