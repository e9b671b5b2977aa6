import { describe, expect, it } from "vitest";

import { alike, between, currentOf, itemOf, neighbour, ordered, secondsOf, subjectOf } from "@/features/review/logic/queue";
import { keyOf } from "@/parts/question/words";

import { item, question, side } from "./make";

const a = item("unknown", 5, side("a"));
const b = item("unknown", 9, side("b"));
const c = item("not_a_face", 5, side("c"));
const d = item("unsure", 1, side("d", "ada"));

describe("the queue", () => {
  it("begins with the most seconds and keeps the order of equals", () => {
    expect(ordered([a, b, c, d])).toEqual([b, a, c, d]);
    expect(secondsOf([a, b])).toBe(14);
  });

  it("knows a question again in a newer run, whatever the order of its groups", () => {
    const one = question("pair", 3, [{ ...side("a"), groups: ["x", "y"] }, side("b")]);
    const again = question("pair", 3, [{ ...side("a"), groups: ["y", "x"] }, side("b")]);
    expect(itemOf("v", "run-2", again).key).toBe(itemOf("v", "run-1", one).key);
    expect(keyOf("w", one)).not.toBe(keyOf("v", one));
  });

  it("shows what took the place of an answered question, and the one before at the end", () => {
    const before = [b, a, c, d];
    expect(currentOf(before, a.key)).toBe(a);
    expect(currentOf([b, c, d], a.key, before)).toBe(c);
    expect(currentOf([b, a, c], d.key, before)).toBe(c);
    expect(currentOf([b], null)).toBe(b);
    expect(currentOf([], a.key, before)).toBeUndefined();
  });

  it("stays within its ends", () => {
    const all = [b, a, c];
    expect(neighbour(all, a.key, 1)).toBe(c);
    expect(neighbour(all, c.key, 1)).toBe(c);
    expect(neighbour(all, b.key, -1)).toBe(b);
    expect(neighbour([], undefined, 1)).toBeUndefined();
  });

  it("selects from one question to another, in both directions", () => {
    const all = [b, a, c, d];
    expect(between(all, a.key, d.key)).toEqual([a, c, d].map((one) => one.key));
    expect(between(all, d.key, a.key)).toEqual(between(all, a.key, d.key));
    expect(between(all, "gone", a.key)).toEqual([]);
  });

  it("selects questions of one kind, and unsure names of one person", () => {
    const other = item("unsure", 2, side("e", "bea"));
    expect(alike([a, b, c, d, other], a)).toEqual([a.key, b.key]);
    expect(alike([d, other], d)).toEqual([d.key]);
  });

  it("is about the one with less evidence of two", () => {
    expect(subjectOf(item("pair", 1, side("a", "ada"), side("b")))?.groups).toEqual(["b"]);
    expect(subjectOf(a)?.groups).toEqual(["a"]);
    expect(subjectOf(item("needs_a_look", 1))).toBeUndefined();
  });
});
