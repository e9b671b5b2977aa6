/** Which part of a film is shown, and where on the screen each instant of it is. */

import { preciseClock } from "./time";

export interface View {
  /** Seconds at the left edge. */
  start: number;
  secondsPerPx: number;
  width: number;
}

export interface Limits {
  duration: number;
  /** Frames a second: the closest view shows single frames. */
  rate: number;
}

const FRAME_PX = 48;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

export function xOf(view: View, seconds: number): number {
  return (seconds - view.start) / view.secondsPerPx;
}

export function timeOf(view: View, x: number): number {
  return view.start + x * view.secondsPerPx;
}

export function endOf(view: View): number {
  return timeOf(view, view.width);
}

/** As close to a view as the film allows: never past its ends, never closer than its frames. */
export function within(view: View, { duration, rate }: Limits): View {
  const width = Math.max(1, view.width);
  const whole = duration / width;
  const closest = Math.min(whole, 1 / (rate * FRAME_PX));
  const secondsPerPx = Math.min(whole, Math.max(closest, view.secondsPerPx));
  const start = Math.min(Math.max(0, view.start), Math.max(0, duration - secondsPerPx * width));
  return { start, secondsPerPx, width };
}

export function whole(width: number, limits: Limits): View {
  return within({ start: 0, secondsPerPx: Infinity, width }, limits);
}

/** Closer by a factor, so that what is under the pointer stays there. */
export function zoomed(view: View, x: number, factor: number, limits: Limits): View {
  const at = timeOf(view, x);
  const { secondsPerPx } = within({ ...view, secondsPerPx: view.secondsPerPx / factor }, limits);
  return within({ ...view, secondsPerPx, start: at - x * secondsPerPx }, limits);
}

export function panned(view: View, px: number, limits: Limits): View {
  return within({ ...view, start: view.start + px * view.secondsPerPx }, limits);
}

/** Another width of the window shows the same film at the same scale, or all of it where all was shown. */
export function resized(view: View, width: number, limits: Limits): View {
  const wasWhole = view.secondsPerPx * view.width >= limits.duration * 0.999;
  return wasWhole ? whole(width, limits) : within({ ...view, width }, limits);
}

/** A view that shows an instant: the same one while it does, else with the instant near its left. */
export function revealing(view: View, seconds: number, limits: Limits): View {
  const x = xOf(view, seconds);
  if (x >= 0 && x <= view.width) return view;
  return within({ ...view, start: seconds - view.width * 0.1 * view.secondsPerPx }, limits);
}

export interface Tick {
  seconds: number;
  label: string;
}

/** Labelled instants of the ruler, at least `gap` pixels apart, and how far apart the lines between them are. */
export function ticks(view: View, { duration, rate }: Limits, gap = 92): { labelled: Tick[]; between: number } {
  const least = gap * view.secondsPerPx;
  const frames = [1, 2, 5].map((count) => count / rate).filter((step) => step < 0.1);
  const step = [...frames, ...STEPS].find((known) => known >= least) ?? 7200;
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : 3;
  const labelled: Tick[] = [];
  for (let number = Math.floor(view.start / step); ; number += 1) {
    const seconds = number * step;
    if (seconds > Math.min(duration, endOf(view))) break;
    labelled.push({ seconds, label: preciseClock(seconds, digits) });
  }
  return { labelled, between: step / (step < 0.1 ? 1 : 5) };
}
