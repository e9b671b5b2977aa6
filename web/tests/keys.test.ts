import { describe, expect, it } from "vitest";

import { KEYS, matches, shownKeys } from "@/lib/keys";

const press = (key: string, held: Partial<Record<"metaKey" | "ctrlKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("the key map", () => {
  it("takes Ctrl and Cmd alike", () => {
    expect(matches("Mod+k", press("k", { ctrlKey: true }))).toBe(true);
    expect(matches("Mod+k", press("k", { metaKey: true }))).toBe(true);
    expect(matches("Mod+k", press("k"))).toBe(false);
    expect(matches("k", press("k", { ctrlKey: true }))).toBe(false);
  });

  it("does not ask for the Shift that a character needs", () => {
    expect(matches("?", press("?", { shiftKey: true }))).toBe(true);
    expect(matches("d", press("D", { shiftKey: true }))).toBe(false);
    expect(matches("Shift+D", press("D", { shiftKey: true }))).toBe(true);
  });

  it("gives no key two meanings on one page", () => {
    const places = new Map<string, string[]>();
    for (const { keys, group } of Object.values(KEYS)) {
      for (const key of keys) places.set(key, [...(places.get(key) ?? []), group]);
    }
    for (const groups of places.values()) {
      expect(new Set(groups).size).toBe(groups.length);
      if (groups.length > 1) expect(groups).not.toContain("Everywhere");
    }
  });

  it("is written as on the keyboard", () => {
    expect(shownKeys("palette", true)).toEqual(["⌘", "K"]);
    expect(shownKeys("theme", false)).toEqual(["Shift", "D"]);
  });
});
