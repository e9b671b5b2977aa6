import { describe, expect, it } from "vitest";

import { type Act, alsoAnswered, wantedOf } from "@/features/review/logic/acts";
import { itemOf } from "@/features/review/logic/queue";

import { item, question, side } from "./make";

const pair = item("pair", 4, side("a", "ada"), side("b"));
const unknown = item("unknown", 4, side("b"));
const conflict = item("conflict", 4, side("a", "ada"), side("c", "ada"));
const body = (items: Parameters<typeof wantedOf>[0], act: Act) => {
  const [wanted] = wantedOf(items, act);
  return wanted !== undefined && "body" in wanted ? wanted.body : undefined;
};

describe("a decision", () => {
  it("says who everybody selected is, of the run that was looked at", () => {
    const other = item("unknown", 1, side("d"));
    expect(body([unknown, other], { kind: "name", name: "Ada", person: "ada" })).toMatchObject({
      kind: "assign",
      person: "ada",
      name: null,
      groups: ["b", "d"],
      run: "run-1",
    });
    expect(body([unknown], { kind: "name", name: "Bea" })).toMatchObject({ person: null, name: "Bea" });
  });

  it("joins both of a pair, and keeps them apart with the one with evidence in its place", () => {
    expect(body([pair], { kind: "merge" })).toMatchObject({ kind: "merge", groups: ["a", "b"] });
    expect(body([pair], { kind: "apart" })).toMatchObject({ kind: "split", groups: ["b"], other_groups: ["a"] });
    expect(body([conflict], { kind: "apart", keeps: 1 })).toMatchObject({ groups: ["a"], other_groups: ["c"] });
  });

  it("leaves out the one of a pair that the question is about", () => {
    expect(body([pair], { kind: "exclude" })).toMatchObject({ kind: "exclude", groups: ["b"] });
  });

  it("asks nothing where it makes no sense", () => {
    expect(wantedOf([unknown], { kind: "merge" })).toEqual([]);
    expect(wantedOf([unknown], { kind: "apart" })).toEqual([]);
    expect(wantedOf([unknown, item("unknown", 1, side("d"))], { kind: "lock" })).toEqual([]);
  });

  it("is one for each video", () => {
    const elsewhere = itemOf("w", "run-9", question("unknown", 1, [side("z")]));
    const wanted = wantedOf([unknown, elsewhere], { kind: "exclude" });
    expect(wanted.map((one) => one.video)).toEqual(["v", "w"]);
    expect(wanted[1]).toMatchObject({ body: { run: "run-9", groups: ["z"] } });
  });

  it("may take back another", () => {
    expect(wantedOf([unknown], { kind: "take_back", number: 7 })).toEqual([{ video: "v", items: [unknown], undo: 7 }]);
  });
});

describe("an answer also settles", () => {
  const all = [pair, unknown, conflict, item("pair", 2, side("b"), side("e")), item("unknown", 1, side("e"))];
  const keys = (act: Act, ...items: (typeof pair)[]) => alsoAnswered(all, items, act).map((one) => one.question.why + one.groups.join(""));

  it("everything about a face that is left out", () => {
    expect(keys({ kind: "exclude" }, unknown)).toEqual(["pairab", "pairbe"]);
  });

  it("whether two are one when the name says so", () => {
    expect(keys({ kind: "name", name: "Ada", person: "ada" }, unknown)).toEqual(["pairab"]);
    expect(keys({ kind: "name", name: "Bea" }, unknown)).toEqual([]);
  });

  it("who a pair is, when both get one name", () => {
    expect(keys({ kind: "name", name: "Ada", person: "ada" }, pair)).toContain("unknownb");
  });

  it("nothing of another video", () => {
    const elsewhere = itemOf("w", "run-9", question("unknown", 1, [side("b")]));
    expect(alsoAnswered([elsewhere], [unknown], { kind: "exclude" })).toEqual([]);
  });
});
