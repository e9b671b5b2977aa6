import { describe, expect, it } from "vitest";

import { type Change, open, redoable, type Step, stepped, undoable } from "@/features/review/logic/changes";

import { item, side } from "./make";

const a = item("unknown", 5, side("a"));
const b = item("unknown", 9, side("b"));
const run = (head: number, items = [a, b]) => [{ video: "v", run: `run-${String(head)}`, head, items }];
const after = (...steps: Step[]) => steps.reduce<readonly Change[]>(stepped, []);
const made = (id: number, ...items: (typeof a)[]): Step => ({ kind: "made", id, video: "v", items, says: "so" });

describe("an answer", () => {
  it("hides its question at once and until a run takes it in", () => {
    const sent = after(made(1, a));
    expect(open(run(0), sent)).toEqual([b]);
    const kept = stepped(sent, { kind: "kept", id: 1, entry: 4 });
    expect(open(run(3), kept)).toEqual([b]);
    expect(open(run(4, [b]), kept)).toEqual([b]);
  });

  it("leaves the last word to a run that takes it in", () => {
    const kept = after(made(1, a), { kind: "kept", id: 1, entry: 4 });
    expect(open(run(4), kept)).toEqual([b, a]);
  });

  it("that the server refuses comes back, and only that", () => {
    const both = after(made(1, a), made(2, b), { kind: "refused", id: 1 });
    expect(open(run(0), both)).toEqual([a]);
    expect(both.map((change) => change.id)).toEqual([2]);
  });

  it("of another video hides nothing here", () => {
    const other: Step = { kind: "made", id: 1, video: "w", items: [a], says: "so" };
    expect(open(run(0), after(other))).toEqual([b, a]);
  });
});

describe("an undo", () => {
  const kept = after(made(1, a), { kind: "kept", id: 1, entry: 4 });

  it("brings the question back at once, also when a run had taken the answer in", () => {
    const undone = stepped(kept, { kind: "turned", id: 1, isApplied: false });
    expect(open(run(4, [b]), undone)).toEqual([b, a]);
    expect(open(run(3), undone)).toEqual([b, a]);
    const settled = stepped(undone, { kind: "kept", id: 1, entry: 5 });
    expect(open(run(4, [b]), settled)).toEqual([b, a]);
    expect(open(run(5, [b]), settled)).toEqual([b]);
  });

  it("that is refused leaves the answer as it was", () => {
    const undone = stepped(kept, { kind: "turned", id: 1, isApplied: false });
    expect(open(run(3), stepped(undone, { kind: "refused", id: 1 }))).toEqual([b]);
  });

  it("takes back the newest, then the one before; a redo puts them back in turn", () => {
    let changes = after(made(1, a), made(2, b));
    const turned = (id: number, isApplied: boolean) => (changes = stepped(changes, { kind: "turned", id, isApplied }));
    expect([undoable(changes)?.id, redoable(changes)?.id]).toEqual([2, undefined]);
    turned(2, false);
    expect([undoable(changes)?.id, redoable(changes)?.id]).toEqual([1, 2]);
    turned(1, false);
    expect([undoable(changes)?.id, redoable(changes)?.id]).toEqual([undefined, 1]);
    turned(1, true);
    expect([undoable(changes)?.id, redoable(changes)?.id]).toEqual([1, 2]);
    turned(2, true);
    expect([undoable(changes)?.id, redoable(changes)?.id]).toEqual([2, undefined]);
  });

  it("cannot be redone when something was decided since", () => {
    const undone = after(made(1, a), { kind: "turned", id: 1, isApplied: false });
    expect(redoable(stepped(undone, made(2, b)))).toBeUndefined();
  });

  it("and another answer to the same question: the last one counts", () => {
    const changes = after(made(1, a), { kind: "turned", id: 1, isApplied: false }, made(2, a));
    expect(open(run(0), changes)).toEqual([b]);
  });
});
