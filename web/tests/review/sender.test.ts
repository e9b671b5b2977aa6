import { describe, expect, it, vi } from "vitest";

import { type Decided, ApiError } from "@/api";
import { conflictOf, Sender } from "@/features/review/logic/sender";

const decided = (number: number, head: number) => ({ decision: { number }, head }) as Decided;
const meanwhile = (number: number, author: string) =>
  new ApiError("Look again.", 409, "changed_meanwhile", false, { number, author });

describe("decisions", () => {
  it("go one after the other, each with what was seen", async () => {
    const sender = new Sender();
    sender.saw("v", 3);
    const heads: number[] = [];
    const ask = (head: number) => {
      heads.push(head);
      return Promise.resolve(decided(head + 1, head + 1));
    };
    await Promise.all([sender.send("v", ask), sender.send("v", ask)]);
    expect(heads).toEqual([3, 4]);
  });

  it("go on after one that was refused", async () => {
    const sender = new Sender();
    const refused = sender.send("v", () => Promise.reject(new Error("no")));
    const next = sender.send("v", (head) => Promise.resolve(decided(1, head)));
    await expect(refused).rejects.toThrow("no");
    await expect(next).resolves.toBeDefined();
  });

  it("of another are never passed over", async () => {
    const sender = new Sender();
    const ask = vi.fn(() => Promise.reject(meanwhile(7, "bea")));
    await expect(sender.send("v", ask)).rejects.toThrow("Look again.");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("of this page are in nobody's way", async () => {
    const sender = new Sender();
    // Somebody else decided 1 about other tracks, so the head stays where it was.
    await sender.send("v", () => Promise.resolve(decided(2, 0)));
    const again = await sender.send("v", (head) => (head < 2 ? Promise.reject(meanwhile(2, "ada")) : Promise.resolve(decided(3, 3))));
    expect(again.decision.number).toBe(3);
  });

  it("know who was in the way", () => {
    expect(conflictOf(meanwhile(7, "bea"))).toEqual({ number: 7, author: "bea" });
    expect(conflictOf(new ApiError("no", 409, "locked", false, {}))).toBeNull();
    expect(conflictOf(new Error("no"))).toBeNull();
  });
});
