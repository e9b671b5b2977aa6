import { describe, expect, it } from "vitest";

import type { StageInfo, Task } from "@/api";
import { spritePlaces } from "@/api/queries/watching";
import { placeAt } from "@/features/video/lanes/sprite";
import { parsed, toggled } from "@/features/video/marks";
import { secondsOf, tableOf, together } from "@/features/video/people/together";
import { boxAt, facesAt } from "@/features/video/player/boxes";
import { graphOf } from "@/parts/job/graph";
import { filmOf } from "@/features/video/timeline/model";

import { madeTimeline } from "./made";

const FILM = filmOf(madeTimeline({ seconds: 600, people: 6, intervals: 120, shots: 40 }), 25, new Map());

const TRACK = {
  track: "t-1",
  group: "g",
  label: "Ada",
  person: "ada",
  start_s: 1,
  end_s: 2,
  at_s: [1.0, 1.5, 1.9],
  box: [
    [0, 0, 10, 10],
    [10, 20, 20, 30],
    [10, 20, 20, 30],
  ],
};

describe("boxes over the picture", () => {
  it("go straight between those that are told", () => {
    expect(boxAt(TRACK, 1.25)).toEqual([5, 10, 15, 20]);
    expect(boxAt(TRACK, 1.95)).toEqual([10, 20, 20, 30]);
  });

  it("are there from the first frame of a track, and no longer at its end", () => {
    expect([boxAt(TRACK, 0.99), boxAt(TRACK, 2)]).toEqual([null, null]);
    expect(boxAt(TRACK, 1)).toEqual([0, 0, 10, 10]);
  });

  it("leave out whom a person left out", () => {
    expect(facesAt([TRACK, { ...TRACK, track: "t-2", group: null }], 1.2).map(({ track }) => track)).toEqual(["t-1"]);
  });
});

describe("people together", () => {
  it("are counted alike from both sides, frame by frame", () => {
    for (const one of FILM.rows) {
      for (const other of FILM.rows) {
        let frames = 0;
        for (let frame = 0; frame < 600 * 25; frame += 1) {
          const at = (frame + 0.5) / 25;
          const isIn = (row: typeof one) => row.start.some((start, place) => start <= at && at < row.end[place]!);
          if (one !== other && isIn(one) && isIn(other)) frames += 1;
        }
        if (one !== other) expect(together(one, other)).toBeCloseTo(frames / 25, 6);
        expect(together(one, other)).toBeCloseTo(together(other, one), 9);
      }
    }
  });

  it("are those with a name, and a table says the most", () => {
    const table = tableOf(FILM.rows, 3);
    expect(table.rows).toHaveLength(3);
    expect(table.most).toBe(Math.max(...table.seconds.flat()));
  });

  it("have seconds within a span", () => {
    const row = FILM.rows[0]!;
    expect(secondsOf(row, { start: 0, end: 600 })).toBeCloseTo(row.seconds, 6);
    expect(secondsOf(row, { start: row.start[0]!, end: row.end[0]! })).toBeCloseTo(row.end[0]! - row.start[0]!, 6);
  });
});

describe("marks", () => {
  it("come, and go where they are already", () => {
    expect(toggled([1, 5], 3, 0.02)).toEqual([1, 3, 5]);
    expect(toggled([1, 3, 5], 3.01, 0.02)).toEqual([1, 5]);
    expect(parsed("5.000000 1.5 x -2")).toEqual([1.5, 5]);
  });
});

describe("pictures of the film", () => {
  it("are found by their time", () => {
    const places = spritePlaces(
      "WEBVTT\n\n00:00:00.000 --> 00:00:00.500\nsprite.jpg#xywh=0,0,160,90\n\n01:00:00.500 --> 01:00:01.000\nsprite.jpg#xywh=160,90,160,90\n",
    );
    expect(places).toHaveLength(2);
    expect(placeAt(places, 0.4)).toMatchObject({ x: 0, start: 0 });
    expect(placeAt(places, 3600.7)).toMatchObject({ x: 160, y: 90, start: 3600.5 });
    expect(placeAt([], 1)).toBeNull();
  });
});

describe("the stages of a run", () => {
  const info = (stage: string, ...consumes: string[]) => ({ stage, consumes, optional: [] }) as unknown as StageInfo;
  const task = (stage: string, state: Task["state"]) => ({ stage, state, cost: { wall_s: 2 } }) as unknown as Task;
  const infos = [info("probe", "source"), info("scan", "probe"), info("bank", "photos"), info("match", "scan", "bank", "probe")];
  const names = infos.map(({ stage }) => stage);

  it("lie under what they need, and no line says what others say", () => {
    const { nodes, edges, layers } = graphOf(names, infos, []);
    expect(nodes.map(({ layer }) => layer)).toEqual([0, 1, 0, 2]);
    expect(layers).toBe(3);
    expect(edges).toEqual([
      { from: "probe", to: "scan" },
      { from: "scan", to: "match" },
      { from: "bank", to: "match" },
    ]);
  });

  it("tell what was there already, and the worst of their parts", () => {
    const { nodes } = graphOf(names, infos, [task("scan", "succeeded"), task("scan", "failed"), task("match", "waiting"), task("bank", "running")]);
    expect(nodes.map(({ state }) => state)).toEqual(["reused", "failed", "running", "waiting"]);
    expect(nodes[1]).toMatchObject({ done: 1, seconds: 4 });
  });

  it("tell what is planned later from what was there already", () => {
    const states = (tasks: Task[]) => graphOf(names, infos, tasks, false).nodes.map(({ state }) => state);
    expect(states([])).toEqual(["waiting", "waiting", "waiting", "waiting"]);
    expect(states([task("scan", "running")])).toEqual(["reused", "running", "reused", "waiting"]);
    expect(states([task("match", "running")])).toEqual(["reused", "reused", "reused", "running"]);
  });
});
