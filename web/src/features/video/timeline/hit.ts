/** What is under the pointer. */

import { after, type Film, type Row } from "./model";
import { timeOf, type View } from "./scale";

export interface Layout {
  /** Height of the ruler, then of the shots; rows follow. */
  ruler: number;
  shots: number;
  row: number;
  height: number;
  scroll: number;
}

export type Area = "ruler" | "shots" | "rows";

export interface Hit {
  area: Area;
  seconds: number;
  /** Number of the shot, from 0. */
  shot: number;
  row: Row | null;
  /** Number of the interval in its row. */
  interval: number | null;
}

/** An interval narrower than this can still be hit. */
const REACH_PX = 3;

export function hit(film: Film, view: View, layout: Layout, x: number, y: number): Hit {
  const seconds = Math.min(film.duration, Math.max(0, timeOf(view, x)));
  const shot = Math.max(0, after(film.shots, seconds) - 1);
  const area: Area = y < layout.ruler ? "ruler" : y < layout.ruler + layout.shots ? "shots" : "rows";
  const number = Math.floor((y - layout.ruler - layout.shots + layout.scroll) / layout.row);
  const row = area === "rows" ? (film.rows[number] ?? null) : null;
  return { area, seconds, shot, row, interval: row === null ? null : intervalAt(row, seconds, REACH_PX * view.secondsPerPx) };
}

export function intervalAt(row: Row, seconds: number, reach = 0): number | null {
  const place = after(row.end, seconds - reach);
  const start = row.start[place];
  return start !== undefined && start <= seconds + reach ? place : null;
}
