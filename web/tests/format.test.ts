import { describe, expect, it } from "vitest";

import { amount, bytes, bytesOf, clock, count, left, percent } from "@/lib/format";

describe("numbers as people read them", () => {
  it("writes hours of a clock only when there are some", () => {
    expect([0, 30, 754, 3128.4, 8049].map(clock)).toEqual(["0:00", "0:30", "12:34", "52:08", "2:14:09"]);
  });

  it("writes an amount with its two largest units", () => {
    expect([5, 60, 372, 3600, 112_320].map(amount)).toEqual(["5 s", "1 min", "6 min 12 s", "1 h", "31 h 12 min"]);
  });

  it("is no more exact about what is left than it is known", () => {
    expect([2, 33, 250, 7200].map(left)).toEqual(["a few seconds", "about 35 s", "about 4 min", "about 2 h"]);
  });

  it("writes one unit when both amounts have the same", () => {
    expect(bytes(8_230_000_000)).toBe("8.2 GB");
    expect(bytes(999)).toBe("999 B");
    expect(bytesOf(5_100_000_000, 8_200_000_000)).toBe("5.1 of 8.2 GB");
    expect(bytesOf(900_000, 8_200_000_000)).toBe("900 kB of 8.2 GB");
  });

  it("says 100 % only when everything is done", () => {
    expect([0.996, 1, 1.2, -1].map(percent)).toEqual(["99 %", "100 %", "100 %", "0 %"]);
  });

  it("counts in words", () => {
    expect([count(1, "video"), count(48, "video"), count(0, "person", "people")]).toEqual([
      "1 video",
      "48 videos",
      "0 people",
    ]);
  });
});
