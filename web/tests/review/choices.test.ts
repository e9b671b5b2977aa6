import { describe, expect, it } from "vitest";

import type { PersonTime } from "@/api";
import { choicesOf } from "@/features/review/logic/choices";
import { type Known, lanesOf, NOTHING_KNOWN, togetherAt } from "@/features/review/logic/known";
import { instantOf, written } from "@/features/review/logic/instants";
import { doneOf, followsOf, titleOf } from "@/features/review/logic/words";
import { secs } from "@/lib/format";

import { item, position, side } from "./make";

function person(id: string | null, label: string, seconds: number, groups: string[]): PersonTime {
  const nothing = { bridged: position(0), confidence: null, score: null, margin: null, agreeing: 0, samples: 0 };
  const times = { visible: position(seconds), clear: position(seconds), first: position(0), last: position(1) };
  return { ...nothing, ...times, person: id, label, share: seconds / 100, calibration: "", named_by: [], appearances: 1, groups, picture: null };
}

const home = (id: string, name: string) => ({
  person: id,
  name,
  show: null,
  photographs: 1,
  confirmed_faces: 0,
  is_being_forgotten: false,
  picture: null,
  created_at: "2030-01-01T00:00:00Z",
});

const people = [person("ada", "Ada", 50, ["a"]), person("bea", "Bea", 9, ["b"]), person(null, "Unknown 1", 5, ["u"])];
const known: Known = {
  ...NOTHING_KNOWN,
  people,
  home: [home("ada", "Ada"), home("cy", "Cy")],
  threshold: 0.42,
  lanes: lanesOf(people, { lane: [0, 1, 2], start_s: [0, 20, 21], end_s: [10, 22, 30] }),
};
const unknown = item("unknown", 5, side("u", null, "Unknown 1"));

describe("two lanes", () => {
  it("meet at the first instant that they share for long enough", () => {
    const one = { start: [0, 10], end: [5, 20] };
    expect(togetherAt(one, { start: [4.9, 12], end: [11, 13] })).toBe(10);
    expect(togetherAt(one, { start: [5], end: [10] })).toBeNull();
    expect(togetherAt(one, undefined)).toBeNull();
  });
});

describe("who it may be", () => {
  it("is those of the video by seconds, then those of the home, and last who is on screen at the same time", () => {
    const choices = choicesOf(unknown, known);
    expect(choices.map((choice) => choice.title)).toEqual(["Ada", "Cy", "Bea"]);
    expect(choices[2]?.against).toBe("Both on screen at 0:21");
    expect(choices.some((choice) => choice.isLikely)).toBe(false);
    expect(titleOf(unknown, choices)).toBe("Who is this?");
  });

  it("begins with whoever is near", () => {
    const pair = { one: "Bea", other: "Unknown 1", groups: [["b"], ["u"]] as [string[], string[]], distance: 0.5, nearest: 0.4, seconds: 5, reason: "", pictures: [[], []] as [string[], string[]] };
    const bea = { person: "bea" } as Known["groups"] extends ReadonlyMap<string, infer G> ? G : never;
    const apart = lanesOf(people, { lane: [0, 1], start_s: [0, 20], end_s: [10, 21] });
    const choices = choicesOf(unknown, { ...known, pairs: [pair], groups: new Map([["b", bea]]), lanes: apart });
    expect(choices[0]?.title).toBe("Bea");
    expect(choices[0]?.evidence).toEqual(["0.50 apart, limit 0.42", "9 s in this video"]);
    expect(titleOf(unknown, choices)).toBe("Is this Bea?");
  });

  it("is first of all the name it has", () => {
    const unsure = item("unsure", 2, side("b", "bea", "Bea"));
    const choices = choicesOf(unsure, known);
    expect(choices[0]?.person).toBe("bea");
    expect(titleOf(unsure, choices)).toBe("Is this Bea?");
  });

  it("is not asked of a pair", () => {
    const pair = item("pair", 2, side("a", "ada", "Ada"), side("u", null, "Unknown 1"));
    expect(choicesOf(pair, known).map((choice) => choice.act.kind)).toEqual(["merge", "apart"]);
  });

  it("comes after leaving out what looks like no face", () => {
    expect(choicesOf(item("not_a_face", 2, side("n", null, "Not a face 1")), known)[0]?.act.kind).toBe("exclude");
  });
});

describe("what is said", () => {
  it("is in seconds, with tenths while they matter", () => {
    expect([0.667, 2.8, 5, 9.96, 75].map(secs)).toEqual(["0.7 s", "2.8 s", "5 s", "10 s", "1 min 15 s"]);
  });

  it("after a decision is what changed", () => {
    const ada = { kind: "name", name: "Ada", person: "ada" } as const;
    expect(doneOf([unknown], ada)).toBe("5 s to Ada");
    expect(doneOf([item("unsure", 2, side("a", "ada", "Ada"))], ada)).toBe("Ada confirmed, 2 s");
    expect(doneOf([unknown], { kind: "exclude" })).toBe("Unknown 1 left out, 5 s no longer counted");
    expect(doneOf([item("pair", 2, side("a", "ada", "Ada"), side("u", null, "Unknown 1"))], { kind: "merge" })).toBe(
      "Ada and Unknown 1 are one person, 2 s",
    );
  });

  it("before it is what follows", () => {
    const [ada] = choicesOf(unknown, known);
    expect(ada === undefined ? "" : followsOf([unknown], ada, 50)).toBe("Ada gets 5 s, and then has 55 s in this video.");
  });
});

describe("an instant", () => {
  it("is read as people write it, and written back", () => {
    expect(["83.5", "1:23.5", "1:02:03", "0:07"].map((text) => instantOf(text)?.seconds)).toEqual([83.5, 83.5, 3723, 7]);
    expect([83.5, 3723, 7, 0].map(written)).toEqual(["1:23.5", "1:02:03", "0:07", "0:00"]);
    expect(["", "1:75", "a", "-3", "1:2:3:4"].map(instantOf)).toEqual([null, null, null, null, null]);
  });
});
