import { describe, expect, it } from "vitest";

import type { ShowPerson } from "@/api";
import { entriesOfHome, entriesOfShow, narrowed } from "@/features/people/list/entries";
import { pairsIn } from "@/features/people/pairs/alike";
import { seenOf } from "@/features/people/person/seen";
import { nearnessOf, stateOf, teachingOf, verdictOf } from "@/features/people/words";

import { aPerson, aSeed, details } from "./make";

const seen = (person: string, seconds: number): ShowPerson => ({ person, name: person, is_cast: false, visible: { num: seconds, den: 1, seconds }, videos: ["v"] });

describe("people as they are listed", () => {
  it("has who belongs to a show beside who is seen in it, and those of a cast folder", () => {
    const people = [aPerson("ana", { show: "lab" }), aPerson("ben"), aPerson("cleo", { show: "other" })];
    const entries = entriesOfShow("lab", people, [seen("ben", 7), seen("guest", 3)]);
    expect(entries.map(({ id, seconds, person }) => [id, seconds, person !== null])).toEqual([
      ["ben", 7, true],
      ["guest", 3, false],
      ["ana", 0, true],
    ]);
  });

  it("adds up the films of everybody, and leaves open what nobody has added up", () => {
    const [ana, ben] = entriesOfHome([aPerson("ana"), aPerson("ben")], new Map([["ana", details("ana", { a: 3, b: 4 })]]));
    expect([ana?.seconds, ana?.videos, ben?.seconds]).toEqual([7, 2, null]);
  });

  it("finds names without their accents, and sorts equal ones by name", () => {
    const entries = entriesOfHome([aPerson("1", { name: "Ádám 10" }), aPerson("2", { name: "adam 9" }), aPerson("3", { name: "Eve", photographs: 0 })], new Map());
    expect(narrowed(entries, " ADAM", "seconds").map(({ name }) => name)).toEqual(["adam 9", "Ádám 10"]);
    expect(narrowed(entries, "", "pictures")[0]?.name).toBe("Eve");
  });
});

describe("what is said about pictures", () => {
  it("says how well somebody can be recognised, and what to do", () => {
    expect(teachingOf(aPerson("a", { photographs: 0 }), undefined).text).toBe("No pictures");
    expect(teachingOf(aPerson("a", { photographs: 1 }), undefined)).toMatchObject({ tone: "warn", text: "1 picture" });
    expect(teachingOf(aPerson("a"), [aSeed("used"), aSeed("refused")])).toMatchObject({ tone: "warn", text: "1 picture" });
    expect(teachingOf(aPerson("a"), [aSeed("refused"), aSeed("refused")]).text).toBe("No usable picture");
    expect(teachingOf(aPerson("a"), [aSeed("used"), aSeed("unlike the others")]).text).toBe("1 picture unlike the others");
    expect(teachingOf(aPerson("a", { photographs: 4 }), undefined)).toEqual({ tone: "mute", text: "4 pictures", advice: "" });
  });

  it("says why a photograph was not taken, and which would be", () => {
    const said = verdictOf({ state: "refused", code: "several_faces", reason: "it shows 2 faces of similar size" });
    expect(said).toEqual({ tone: "err", text: "Not used", advice: "It shows 2 faces of similar size. Crop it to this person, or choose one where they are alone." });
    expect(verdictOf({ state: "added", code: null, reason: "the face is 60 pixels wide" }).tone).toBe("warn");
    expect(verdictOf({ state: "known", code: null, reason: "" }).text).toBe("Here already");
    expect(stateOf({ state: "refused", reason: "no face" })).toEqual({ tone: "err", text: "Not used", advice: "No face." });
  });

  it("calls nothing alike that is farther than one person usually is", () => {
    expect(nearnessOf(0.5, 0.6).tone).toBe("accent");
    expect(nearnessOf(0.7, 0.6).text).toBe("Somewhat alike");
    expect(nearnessOf(0.9, 0.6).text).toBe("Not alike");
  });

  it("pairs somebody with others only, the same from both sides", () => {
    const likely = (person: string, distance: number) => ({ person, name: person, distance, picture: "/p" });
    const pairs = pairsIn(aPerson("b"), { nearest: [likely("b", 0), likely("a", 0.4), likely("c", 0.9)], same: 0.6 });
    expect(pairs.map(({ key }) => key)).toEqual(["a b"]);
  });
});

describe("the films of somebody", () => {
  it("are called by their episode", () => {
    const [appearance] = details("ana", { v: 4 }).seen;
    if (appearance === undefined) throw new Error("nothing seen");
    const [film] = seenOf([{ ...appearance, ep_id: "the-lab-s02e07", video_name: "slack_water.mp4" }]);
    expect([film?.short, film?.title, film?.clear]).toEqual(["S2 E07", "S2 E07 · slack water", 2]);
  });
});
