/** Who is on screen over a whole video, small enough for the edge of a poster. */

import type { Timeline } from "@/api";
import { coloursOf } from "@/lib/people";

export interface Face {
  label: string;
  person: string | null;
  picture: string | null;
  colour: string;
}

/** Named people first, then by their time; at most `most`, and how many more there are. */
export function facesOf(timeline: Timeline, most: number): { faces: Face[]; more: number } {
  const colours = coloursOf(timeline.people.map((lane) => lane.person));
  const all = timeline.people
    .map((lane, number) => ({ lane, colour: colours[number] ?? "var(--person-unknown)" }))
    .filter(({ lane }) => lane.person !== null)
    .toSorted((one, other) => other.lane.visible_s - one.lane.visible_s);
  const faces = all.slice(0, most).map(({ lane, colour }) => ({
    label: lane.label,
    person: lane.person,
    picture: lane.picture,
    colour,
  }));
  return { faces, more: all.length - faces.length };
}

/** A picture for CSS: in each part the colour of who is visible longest. */
export function stripOf(timeline: Timeline): string | null {
  const { buckets } = timeline;
  if (buckets === null || buckets.count === 0) return null;
  const colours = coloursOf(timeline.people.map((lane) => lane.person));
  const best = new Map<number, { lane: number; s: number }>();
  buckets.bucket.forEach((bucket, row) => {
    const [lane, s] = [buckets.lane[row] ?? 0, buckets.visible_s[row] ?? 0];
    if (s > (best.get(bucket)?.s ?? 0)) best.set(bucket, { lane, s });
  });
  const stops: string[] = [];
  for (let bucket = 0; bucket < buckets.count; bucket += 1) {
    const found = best.get(bucket);
    const colour = found === undefined ? "transparent" : (colours[found.lane] ?? "transparent");
    const [from, to] = [(bucket / buckets.count) * 100, ((bucket + 1) / buckets.count) * 100];
    stops.push(`${colour} ${from.toFixed(2)}% ${to.toFixed(2)}%`);
  }
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}
