import { describe, expect, it } from "vitest";

import { plain } from "@/lib/plain";

describe("what the server says, without the command line", () => {
  it("leaves out options and sentences about them", () => {
    expect(plain("No cast was given, so nobody is named. Give photographs of the people with --cast.")).toBe(
      "No cast was given, so nobody is named. Give photographs of the people.",
    );
    expect(plain("Both are on screen. Leave one out with --track, or say --force where one is a mirror.")).toBe("Both are on screen.");
    expect(plain("nothing has been found in a.mp4 yet; run `telecine run faces a.mp4` first")).toBe("nothing has been found in a.mp4 yet.");
  });

  it("keeps everything else, and what would be nothing otherwise", () => {
    expect(plain("The disk is full. Free some space.")).toBe("The disk is full. Free some space.");
    expect(plain("Say --force.")).toBe("Say --force.");
  });
});
