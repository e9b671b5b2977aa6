import { describe, expect, it } from "vitest";

import type { Video } from "@/api";
import { columnsOf, csvOf, linesOf, matrixOf } from "@/features/people/totals/series";

import { details, totals } from "./make";

const video = (id: string, season: number | null, episode: number | null) => ({ id, name: `${id}.mp4`, season, episode }) as Video;
const title = ({ name }: Video) => name;

describe("the totals of a show", () => {
  const counted = totals({ ana: [10, ["a", "b"]], guest: [3, ["b"]] }, ["a", "b"], [["ana", "guest", 2]]);

  it("has a column for each episode, with its season where there are several", () => {
    expect(columnsOf([video("b", 1, 2), video("a", 1, 1)], ["a", "b"], title).map(({ short }) => short)).toEqual(["E01", "E02"]);
    expect(columnsOf([video("a", 1, 1), video("b", 2, 1)], ["a", "b"], title).map(({ short }) => short)).toEqual(["S1 E01", "S2 E01"]);
    expect(columnsOf([video("a", null, null)], ["a", "gone"], title).map(({ short }) => short)).toEqual(["a.mp4"]);
  });

  it("gives everybody their seconds of each episode, and those of a cast folder what can be known", () => {
    const columns = columnsOf([video("a", 1, 1), video("b", 1, 2)], ["a", "b"], title);
    const lines = linesOf(counted, columns, [details("ana", { a: 6, b: 4, elsewhere: 9 }), null]);
    expect(lines.map(({ seconds }) => seconds)).toEqual([[6, 4], [0, 3]]);
    expect(lines[0]?.total).toBe(10);
  });

  it("knows who is seen with whom from both sides", () => {
    expect(matrixOf(counted, 12).seconds).toEqual([[0, 2], [2, 0]]);
    expect(matrixOf(counted, 1)).toMatchObject({ seconds: [[0]], most: 0 });
  });

  it("writes a table that no program takes for a formula", () => {
    const columns = columnsOf([video("a", 1, 1)], ["a"], title);
    const text = csvOf(columns, [{ id: "x", name: '=HYPERLINK("x")', total: 1.5, seconds: [1.5] }]);
    expect(text).toBe('"Person","a.mp4","Total seconds"\r\n"\'=HYPERLINK(""x"")",1.500,1.500\r\n');
  });
});
