import { describe, expect, it } from "vitest";

import { ApiError } from "@/api";
import { refusedOf } from "@/features/review/logic/refusals";

const refused = (code: string, text: string, details: Record<string, unknown> = {}) => refusedOf(new ApiError(text, 409, code, false, details));

describe("why a decision was not kept", () => {
  it("names the decision in the way", () => {
    expect(refused("changed_meanwhile", "bea changed the same tracks meanwhile; look again.", { number: 7, author: "bea" })).toEqual({
      kind: "changed",
      why: "Decision 7, by bea, came first.",
      number: 7,
    });
    expect(refused("locked", "locked by bea", { number: 3, author: "bea" })?.why).toContain("Unlock it");
  });

  it("leaves out what is for the command line", () => {
    const text = "Unknown 1 (t-2b4a55) and Ana (t-a7ec28) are both on screen at 0:00:41.200, so they are two people. Leave one of them out with --track, or say --force.";
    expect(refused("seen_together", text)?.why).toBe("Unknown 1 and Ana are both on screen at 0:00:41.200.");
    expect(refused("seen_together", "They are on screen at once.")?.why).toBe("They are on screen at once.");
  });

  it("is silent about everything else", () => {
    expect(refused("not_found", "no")).toBeNull();
    expect(refusedOf(new Error("no"))).toBeNull();
  });
});
