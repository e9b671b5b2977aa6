/** Draws one picture of the timeline. Only what is visible is looked at. */

import type { Layout } from "./hit";
import { CUT_PX, drawCuts, drawRow, visibleRows } from "./levels";
import { after, type Film, type Row } from "./model";
import type { Paint } from "./paint";
import { endOf, ticks, type View, xOf } from "./scale";

export interface Span {
  start: number;
  end: number;
}

export interface Extras {
  chosen: string | null;
  span: Span | null;
  marks: readonly number[];
  /** Pictures of the film, for shots that are wide enough. */
  strip: Strip | null;
}

export interface Strip {
  sheet: CanvasImageSource;
  /** Where on the sheet the picture of an instant is. */
  cell: (seconds: number) => { x: number; y: number; width: number; height: number; start: number; end: number } | null;
}

const PICTURE_LEAST_PX = 26;
const INSET = 5;

export function draw(paint: Paint, film: Film, view: View, layout: Layout, extras: Extras): void {
  const { context } = paint;
  context.clearRect(0, 0, view.width, layout.height);
  drawLanes(paint, film, view, layout, extras);
  drawShots(paint, film, view, layout, extras);
  drawSpan(paint, view, layout, extras.span);
  drawRuler(paint, film, view, layout, extras);
}

function drawLanes(paint: Paint, film: Film, view: View, layout: Layout, extras: Extras): void {
  const { context } = paint;
  const top = layout.ruler + layout.shots;
  const height = layout.height - top;
  const right = Math.min(view.width, xOf(view, film.duration));
  context.save();
  context.beginPath();
  context.rect(0, top, view.width, height);
  context.clip();
  const [first, last] = visibleRows(layout.scroll, height, layout.row, film.rows.length);
  for (let number = first; number < last; number += 1) {
    const row = film.rows[number];
    if (row === undefined) break;
    const y = top + number * layout.row - layout.scroll;
    context.fillStyle = paint.of(number % 2 === 0 ? "lane" : "laneAlt");
    context.fillRect(0, y, right, layout.row);
    if (row.id === extras.chosen) {
      context.fillStyle = paint.of("hover");
      context.fillRect(0, y, right, layout.row);
    }
  }
  context.fillStyle = paint.of("grid");
  drawCuts(film.shots, view, (x, count) => {
    if (count === 1) context.fillRect(Math.round(x), top, 1, height);
  });
  for (let number = first; number < last; number += 1) {
    const row = film.rows[number];
    if (row !== undefined) drawOne(paint, row, view, top + number * layout.row - layout.scroll, layout.row);
  }
  context.restore();
}

function drawOne(paint: Paint, row: Row, view: View, y: number, rowHeight: number): void {
  const { context } = paint;
  const [top, height] = [y + INSET, rowHeight - 2 * INSET];
  const plain = paint.css(row.colour);
  const dashed = row.isUnknown ? paint.dashed(row.colour) : null;
  drawRow(row, view, {
    interval: (x, width, place) => {
      const seen = row.seen[place] ?? 0;
      const from = Math.max(-8, x);
      const wide = Math.min(view.width + 8, x + width) - from;
      if (dashed !== null) {
        context.globalAlpha = seen === 0 ? 0.95 : 0.55;
        context.fillStyle = dashed;
        context.fillRect(from, top + 1, wide, height - 2);
        context.globalAlpha = 0.28;
        context.fillStyle = plain;
      } else if (seen === 2) {
        context.globalAlpha = 0.9;
        context.fillStyle = paint.hatched(row.colour);
      } else {
        context.globalAlpha = seen === 0 ? 1 : 0.5;
        context.fillStyle = plain;
      }
      context.fillRect(from, top, wide, height);
    },
    density: (x, width, share) => {
      context.globalAlpha = (row.isUnknown ? 0.2 : 0.3) + (row.isUnknown ? 0.45 : 0.7) * share;
      context.fillStyle = plain;
      context.fillRect(x, top, width, height);
    },
  });
  context.globalAlpha = 1;
}

function drawShots(paint: Paint, film: Film, view: View, layout: Layout, extras: Extras): void {
  const { context } = paint;
  const [top, height] = [layout.ruler, layout.shots];
  const right = Math.min(view.width, xOf(view, film.duration));
  context.fillStyle = paint.of("ghost");
  context.fillRect(0, top + 2, right, height - 4);
  if (extras.strip !== null) drawPictures(context, extras.strip, film, view, top + 2, height - 4);
  context.fillStyle = paint.of("cut");
  const ground = paint.of("ruler");
  drawCuts(film.shots, view, (x, count) => {
    if (count > 1) {
      context.globalAlpha = Math.min(1, 0.3 + 0.12 * count);
      context.fillRect(x, top + 2, CUT_PX, height - 4);
      context.globalAlpha = 1;
    } else {
      context.fillStyle = ground;
      context.fillRect(Math.round(x) - 1, top + 2, 2, height - 4);
      context.fillStyle = paint.of("cut");
      context.fillRect(Math.round(x), top + 2, 1, height - 4);
    }
  });
}

/** Each shot that is wide enough is filled with its pictures, one beside the other. */
function drawPictures(
  context: CanvasRenderingContext2D,
  { sheet, cell }: Strip,
  film: Film,
  view: View,
  top: number,
  height: number,
): void {
  const { shots } = film;
  for (let shot = Math.max(0, after(shots, view.start) - 1); shot < shots.length; shot += 1) {
    const [start, end] = [shots[shot] ?? 0, shots[shot + 1] ?? film.duration];
    if (start >= endOf(view)) return;
    const [left, right] = [xOf(view, start), Math.min(view.width, xOf(view, end))];
    if ((end - start) / view.secondsPerPx < PICTURE_LEAST_PX) {
      // Narrower ones have no picture; the next that may be wide enough is looked for, not every one.
      continue;
    }
    const sample = cell(start);
    if (sample === null) continue;
    const width = (height / sample.height) * sample.width;
    const skipped = Math.max(0, Math.floor(-left / width));
    for (let x = left + skipped * width; x < right; x += width) {
      let from = cell(start + (x - left) * view.secondsPerPx) ?? sample;
      // A picture from before the cut would show another shot.
      if (from.start < start && from.end < end) from = cell(from.end) ?? from;
      const part = Math.min(1, (right - x) / width);
      context.drawImage(sheet, from.x, from.y, from.width * part, from.height, x, top, width * part, height);
    }
  }
}

function drawSpan(paint: Paint, view: View, layout: Layout, span: Span | null): void {
  if (span === null) return;
  const { context } = paint;
  const [left, right] = [xOf(view, span.start), xOf(view, span.end)];
  context.fillStyle = paint.of("selection");
  context.fillRect(left, 0, right - left, layout.height);
  context.fillStyle = paint.of("accent");
  context.fillRect(Math.round(left), 0, 1, layout.height);
  context.fillRect(Math.round(right) - 1, 0, 1, layout.height);
}

function drawRuler(paint: Paint, film: Film, view: View, layout: Layout, extras: Extras): void {
  const { context } = paint;
  const { labelled, between } = ticks(view, film);
  context.fillStyle = paint.of("line");
  context.fillRect(0, layout.ruler - 1, view.width, 1);
  const last = Math.min(film.duration, endOf(view));
  for (let number = Math.ceil(view.start / between); number * between <= last; number += 1) {
    context.fillRect(Math.round(xOf(view, number * between)), layout.ruler - 5, 1, 5);
  }
  context.font = paint.font;
  context.textBaseline = "middle";
  for (const { seconds, label } of labelled) {
    const x = Math.round(xOf(view, seconds));
    context.fillStyle = paint.of("text");
    context.fillRect(x, layout.ruler - 9, 1, 9);
    context.fillText(label, x + 5, layout.ruler / 2);
  }
  context.fillStyle = paint.of("accent");
  for (const mark of extras.marks) {
    const x = Math.round(xOf(view, mark));
    context.beginPath();
    context.moveTo(x - 4, 2);
    context.lineTo(x + 4, 2);
    context.lineTo(x, 9);
    context.fill();
    context.globalAlpha = 0.5;
    context.fillRect(x, 9, 1, layout.height - 9);
    context.globalAlpha = 1;
  }
}
