import { describe, expect, it } from "vitest";

import { hit, intervalAt, type Layout } from "@/features/video/timeline/hit";
import { drawCuts, drawRow, visibleRows } from "@/features/video/timeline/levels";
import { after, covered, filmOf } from "@/features/video/timeline/model";
import { panned, resized, revealing, ticks, timeOf, type View, whole, within, xOf, zoomed } from "@/features/video/timeline/scale";
import { landings, neighbour, snapped } from "@/features/video/timeline/snap";
import { fraction, frameNear, frameOf, middleOf, preciseClock, startOf } from "@/features/video/timeline/time";

import { madeTimeline } from "./made";

const NTSC = { num: 30000, den: 1001 };
const LONG = madeTimeline({ seconds: 7200, people: 40, intervals: 5000, shots: 3000 });
const FILM = filmOf(LONG, 25, new Map());
const LIMITS = { duration: FILM.duration, rate: 25 };
const ROW = FILM.rows[0]!;

describe("exact time", () => {
  it("finds every frame of two hours again, by its exact start and by a player's clock", () => {
    for (let frame = 0; frame < 215_784; frame += 97) {
      expect(frameOf(startOf(frame, NTSC), NTSC)).toBe(frame);
      const told = Math.round(((frame * NTSC.den) / NTSC.num) * 1e6) / 1e6;
      expect(frameNear(told, NTSC)).toBe(frame);
      expect(frameNear(middleOf(frame, NTSC), NTSC)).toBe(frame);
    }
  });

  it("reads fractions and nothing else", () => {
    expect([fraction("23/4"), fraction("5")]).toEqual([{ num: 23, den: 4 }, { num: 5, den: 1 }]);
    expect(() => fraction("1.5/x")).toThrow(RangeError);
    expect(() => fraction("1/0")).toThrow(RangeError);
  });

  it("cuts clocks off, so that no frame is shown later than it is", () => {
    expect(preciseClock(59.9996)).toBe("0:59.999");
    expect(preciseClock(3723.48, 2)).toBe("1:02:03.48");
    expect(preciseClock(65, 0)).toBe("1:05");
  });
});

describe("the scale", () => {
  const view: View = { start: 1000, secondsPerPx: 0.5, width: 1200 };

  it("keeps what is under the pointer while zooming", () => {
    let now = view;
    for (const factor of [1.3, 2, 4, 0.5, 1.7]) {
      const before = timeOf(now, 371);
      now = zoomed(now, 371, factor, LIMITS);
      expect(timeOf(now, 371)).toBeCloseTo(before, 6);
    }
  });

  it("goes from the whole film to single frames and no further", () => {
    const all = zoomed(view, 600, 1e-9, LIMITS);
    expect([all.start, all.width * all.secondsPerPx]).toEqual([0, 7200]);
    const closest = zoomed(view, 600, 1e9, LIMITS);
    expect(0.04 / closest.secondsPerPx).toBeCloseTo(48);
    expect(whole(1200, LIMITS)).toEqual(all);
  });

  it("never leaves the film", () => {
    expect(panned(view, -1e9, LIMITS).start).toBe(0);
    expect(timeOf(panned(view, 1e9, LIMITS), 1200)).toBeCloseTo(7200);
    expect(within({ start: 5, secondsPerPx: 1, width: 100 }, { duration: 0.5, rate: 25 }).start).toBe(0);
  });

  it("shows the whole film in a wider window where it showed all of it", () => {
    expect(resized(whole(800, LIMITS), 1600, LIMITS)).toEqual(whole(1600, LIMITS));
    expect(resized(view, 900, LIMITS).secondsPerPx).toBe(0.5);
  });

  it("moves only to what is out of sight", () => {
    expect(revealing(view, 1100, LIMITS)).toBe(view);
    const moved = revealing(view, 5000, LIMITS);
    expect(xOf(moved, 5000)).toBeCloseTo(120);
  });

  it.each([6, 0.5, 0.02, 0.001])("labels instants that are far enough apart at %d seconds a pixel", (secondsPerPx) => {
    const { labelled } = ticks({ start: 100, secondsPerPx, width: 1200 }, LIMITS);
    expect(labelled.length).toBeGreaterThan(3);
    for (const [place, tick] of labelled.slice(1).entries()) {
      expect((tick.seconds - labelled[place]!.seconds) / secondsPerPx).toBeGreaterThanOrEqual(91.9);
    }
  });
});

describe("rows", () => {
  it("are people by their seconds, then those without a name", () => {
    expect(FILM.rows).toHaveLength(40);
    const named = FILM.rows.filter((row) => !row.isUnknown);
    expect(FILM.rows.slice(0, named.length)).toEqual(named);
    expect(named.map((row) => row.seconds)).toEqual(named.map((row) => row.seconds).toSorted((a, b) => b - a));
  });

  it("know their seconds within any span", () => {
    for (const [from, to] of [[0, 7200], [100.3, 2000.7], [3000, 3000.01], [10, 5]] as const) {
      let sum = 0;
      ROW.start.forEach((start, place) => {
        sum += Math.max(0, Math.min(to, ROW.end[place]!) - Math.max(from, start));
      });
      expect(covered(ROW, from, to)).toBeCloseTo(sum, 6);
    }
  });

  it("are looked at only where they are visible", () => {
    expect(visibleRows(0, 260, 26, 40)).toEqual([0, 10]);
    expect(visibleRows(30, 260, 26, 40)).toEqual([1, 12]);
    expect(visibleRows(5000, 260, 26, 40)).toEqual([40, 40]);
  });
});

describe("levels of detail", () => {
  const pen = () => {
    const drawn = { intervals: [] as [number, number][], densities: [] as [number, number][] };
    return {
      drawn,
      interval: (x: number, width: number) => void drawn.intervals.push([x, width]),
      density: (x: number, _width: number, share: number) => void drawn.densities.push([x, share]),
    };
  };

  it("draws no more than the pixels hold", () => {
    const crowded = filmOf(madeTimeline({ seconds: 7200, people: 1, intervals: 40_000, shots: 2 }), 25, new Map());
    const tool = pen();
    drawRow(crowded.rows[0]!, whole(600, LIMITS), tool);
    expect(tool.drawn.densities.length + tool.drawn.intervals.length).toBeLessThanOrEqual(600);
    let lines = 0;
    drawCuts(FILM.shots, whole(600, LIMITS), () => (lines += 1));
    expect(lines).toBeLessThanOrEqual(200);
  });

  it("shows the same seconds, as intervals or as density", () => {
    const view = whole(900, LIMITS);
    for (const row of FILM.rows) {
      const tool = pen();
      drawRow(row, view, tool);
      const px = tool.drawn.intervals.reduce((sum, [, width]) => sum + width, 0);
      const thin = tool.drawn.densities.reduce((sum, [, share]) => sum + share * 2, 0);
      expect((px + thin) * view.secondsPerPx).toBeGreaterThanOrEqual(covered(row, 0, 7200) - 1e-6);
      expect(Math.max(0, ...tool.drawn.densities.map(([, share]) => share))).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it("draws single intervals where there is room, and only those in sight", () => {
    const view: View = { start: 3600, secondsPerPx: 0.01, width: 1000 };
    for (const row of FILM.rows) {
      const tool = pen();
      drawRow(row, view, tool);
      expect(tool.drawn.densities).toEqual([]);
      const visible = [...row.start].filter((start, place) => start < 3610 && row.end[place]! > 3600);
      expect(tool.drawn.intervals).toHaveLength(visible.length);
    }
  });
});

describe("snapping", () => {
  const points = landings(FILM, [12.345]);

  it("lands on cuts, ends of intervals and marks within reach", () => {
    const cut = FILM.shots[7]!;
    expect(snapped(points, cut + 0.001, 0.005)).toBe(cut);
    expect(snapped(points, ROW.end[3]! - 0.001, 0.002)).toBe(ROW.end[3]);
    expect(snapped(points, 12.3451, 0.001)).toBe(12.345);
    expect(snapped(Float64Array.from([0, 10]), 4, 1)).toBe(4);
  });

  it("steps through every cut forwards and backwards", () => {
    const some = FILM.shots.slice(0, 50);
    let at = 0;
    const met = [at];
    for (let next = neighbour(some, at, 1, 0.01); next !== null; next = neighbour(some, at, 1, 0.01)) met.push((at = next));
    expect(met).toEqual([...some]);
    for (let last = neighbour(some, at, -1, 0.01); last !== null; last = neighbour(some, at, -1, 0.01)) {
      expect(last).toBe(met.at(-2));
      met.pop();
      at = last;
    }
    expect(at).toBe(0);
  });
});

describe("what is under the pointer", () => {
  const layout: Layout = { ruler: 24, shots: 34, row: 26, height: 400, scroll: 52 };
  const view: View = { start: 0, secondsPerPx: 0.1, width: 1000 };

  it("is the ruler, a shot, or a row with its interval", () => {
    expect(hit(FILM, view, layout, 100, 3)).toMatchObject({ area: "ruler", row: null });
    const shot = hit(FILM, view, layout, 500, 40);
    expect(shot).toMatchObject({ area: "shots", shot: after(FILM.shots, 50) - 1 });
    const start = ROW.start[0]!;
    const near = { ...view, start: Math.max(0, start - 10) };
    const found = hit(FILM, near, { ...layout, scroll: 0 }, (start + 0.01 - near.start) / 0.1, 24 + 34 + 5);
    expect([found.row?.id, found.interval]).toEqual([ROW.id, 0]);
    expect(hit(FILM, view, layout, 10, 24 + 34 + 1).row).toBe(FILM.rows[2]);
  });

  it("is nothing between intervals", () => {
    const gap = ROW.start.findIndex((start, place) => place > 0 && start - ROW.end[place - 1]! > 2);
    expect(intervalAt(ROW, ROW.end[gap - 1]! + 1)).toBeNull();
    expect(intervalAt(ROW, ROW.start[gap]!)).toBe(gap);
  });
});
