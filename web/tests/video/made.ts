/** A film as the API tells of one, made by a rule: the same for the same numbers. */

import type { Timeline } from "@/api";

function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Asked {
  seconds: number;
  people: number;
  intervals: number;
  shots: number;
  seed?: number;
}

/** Twenty-five frames a second; everybody has their share of the intervals, and the last third has no name. */
export function madeTimeline({ seconds, people, intervals, shots, seed = 1 }: Asked): Timeline {
  const roll = dice(seed);
  const frames = seconds * 25;
  const cuts = new Set([0]);
  while (cuts.size < shots) cuts.add(1 + Math.floor(roll() * (frames - 1)));
  const starts = [...cuts].sort((one, other) => one - other);
  const columns = { lane: [] as number[], start: [] as number[], end: [] as number[], seen: [] as number[] };
  for (let lane = 0; lane < people; lane += 1) {
    const own = Math.floor(intervals / people) + (lane < intervals % people ? 1 : 0);
    const ends = new Set<number>();
    while (ends.size < own * 2) ends.add(Math.floor(roll() * frames));
    const places = [...ends].sort((one, other) => one - other);
    for (let place = 0; place < places.length; place += 2) {
      const start = places[place] ?? 0;
      columns.lane.push(lane);
      columns.start.push(start);
      columns.end.push(Math.min(places[place + 1] ?? start + 1, start + 25 * 60));
      columns.seen.push(roll() < 0.6 ? 0 : roll() < 0.8 ? 1 : 2);
    }
  }
  const visible = (lane: number) =>
    columns.lane.reduce((sum, own, row) => sum + (own === lane ? (columns.end[row] ?? 0) - (columns.start[row] ?? 0) : 0), 0) / 25;
  const isNamed = (lane: number) => lane < Math.ceil((people * 2) / 3);
  const exact = (frame: number) => `${String(frame)}/25`;
  return {
    run: "made",
    head: 0,
    is_current: true,
    video: "made",
    duration: { num: frames, den: 25, seconds },
    people: Array.from({ length: people }, (_, lane) => ({
      label: isNamed(lane) ? `Person ${String(lane + 1)}` : `Unknown ${String(lane + 1)}`,
      person: isNamed(lane) ? `person-${String(lane + 1)}` : null,
      picture: null,
      visible_s: visible(lane),
    })),
    seen_as: ["clear", "visible", "bridged"],
    shots: {
      start: starts.map(exact),
      start_s: starts.map((frame) => frame / 25),
      kind: starts.map((frame) => (frame === 0 ? "start" : "cut")),
      confidence: starts.map(() => 0.9),
      thumbnail: starts.map(() => ""),
    },
    intervals: {
      lane: columns.lane,
      start: columns.start.map(exact),
      end: columns.end.map(exact),
      start_s: columns.start.map((frame) => frame / 25),
      end_s: columns.end.map((frame) => frame / 25),
      seen: columns.seen,
      confidence: columns.lane.map(() => 0.8),
      tracks: [],
    },
    buckets: null,
  };
}
