/** Instants worth landing on: cuts, where somebody comes and goes, marks, and the ends of the film. */

import { after, type Film } from "./model";

export function landings(film: Film, marks: readonly number[] = []): Float64Array {
  const all = [0, film.duration, ...film.shots, ...marks];
  for (const { start, end } of film.rows) all.push(...start, ...end);
  return Float64Array.from(new Set(all)).sort();
}

/** The nearest of them within reach, or the instant itself. */
export function snapped(points: Float64Array, seconds: number, reach: number): number {
  const next = after(points, seconds);
  const near = [points[next - 1], points[next]].filter((point) => point !== undefined);
  const best = near.sort((one, other) => Math.abs(one - seconds) - Math.abs(other - seconds))[0];
  return best !== undefined && Math.abs(best - seconds) <= reach ? best : seconds;
}

/** The one before or after an instant; `slack` is less than a frame and counts as the instant itself. */
export function neighbour(points: Float64Array, seconds: number, direction: 1 | -1, slack: number): number | null {
  if (direction > 0) return points[after(points, seconds + slack)] ?? null;
  const place = after(points, seconds - slack) - 1;
  const point = points[place];
  if (point === undefined) return null;
  // Exactly on a point, "before" is the point before it.
  return point < seconds - slack ? point : (points[place - 1] ?? null);
}
