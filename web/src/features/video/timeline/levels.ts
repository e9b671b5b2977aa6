/** How much of the timeline is worth drawing at a scale: what is narrower than two pixels becomes density. */

import { after, covered, type Intervals } from "./model";
import { endOf, type View, xOf } from "./scale";

export const LEAST_PX = 2;
export const CUT_PX = 3;

export interface Pen {
  /** One interval, by its place in the row. */
  interval: (x: number, width: number, place: number) => void;
  /** Several that are too narrow to tell apart; `share` of the width is covered. */
  density: (x: number, width: number, share: number) => void;
}

/** Draw what is visible of a row. The work grows with the pixels, never with the intervals. */
export function drawRow(row: Intervals, view: View, pen: Pen): void {
  const last = endOf(view);
  let seen = view.start;
  for (;;) {
    const place = after(row.end, seen);
    const [start, end] = [row.start[place], row.end[place]];
    if (start === undefined || end === undefined || start >= last) return;
    const width = (end - start) / view.secondsPerPx;
    if (width >= LEAST_PX) {
      pen.interval(xOf(view, start), width, place);
      seen = end;
      continue;
    }
    const column = Math.floor(xOf(view, Math.max(start, seen)) / LEAST_PX + 1e-6) * LEAST_PX;
    const from = view.start + column * view.secondsPerPx;
    seen = from + LEAST_PX * view.secondsPerPx;
    pen.density(column, LEAST_PX, covered(row, from, seen) / (seen - from));
  }
}

/** Where cuts are drawn, and how many stand for each line. */
export function drawCuts(shots: Float64Array, view: View, line: (x: number, count: number, place: number) => void): void {
  const last = endOf(view);
  let place = after(shots, view.start);
  while (place < shots.length) {
    const at = shots[place] ?? 0;
    if (at >= last) return;
    const next = Math.max(place + 1, after(shots, at + CUT_PX * view.secondsPerPx));
    line(xOf(view, at), next - place, place);
    place = next;
  }
}

/** The rows that a window of some height shows: the first, and the one after the last. */
export function visibleRows(scroll: number, height: number, rowHeight: number, count: number): [number, number] {
  const first = Math.max(0, Math.floor(scroll / rowHeight));
  return [Math.min(first, count), Math.min(count, Math.ceil((scroll + height) / rowHeight))];
}
