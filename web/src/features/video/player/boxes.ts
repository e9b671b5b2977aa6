/** Where faces are at an instant: straight between the boxes that the API tells. */

import type { FacesShown } from "@/api";

export type Box = readonly [number, number, number, number];

export interface Face {
  track: string;
  label: string | null;
  person: string | null;
  box: Box;
}

type Seen = FacesShown["tracks"][number];

/** The last place whose time is not after an instant, or -1. */
function placeOf(times: readonly number[], at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

export function boxAt(track: Seen, at: number): Box | null {
  if (at < track.start_s || at >= track.end_s) return null;
  const place = placeOf(track.at_s, at);
  const [one, other] = [track.box[Math.max(0, place)], track.box[place + 1]];
  if (one === undefined) return null;
  if (place < 0 || other === undefined) return [one[0] ?? 0, one[1] ?? 0, one[2] ?? 0, one[3] ?? 0];
  const [from, to] = [track.at_s[place] ?? at, track.at_s[place + 1] ?? at];
  const share = to > from ? (at - from) / (to - from) : 0;
  const between = (side: number) => (one[side] ?? 0) + ((other[side] ?? 0) - (one[side] ?? 0)) * share;
  return [between(0), between(1), between(2), between(3)];
}

/** Everybody at an instant; tracks that a person left out are not drawn. */
export function facesAt(tracks: readonly Seen[], at: number): Face[] {
  const found: Face[] = [];
  for (const track of tracks) {
    if (track.group === null) continue;
    const box = boxAt(track, at);
    if (box !== null) found.push({ track: track.track, label: track.label, person: track.person, box });
  }
  return found;
}
