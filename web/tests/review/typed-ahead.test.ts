import { describe, expect, it } from "vitest";

import { TypedAhead } from "@/features/review/logic/typed-ahead";

function press(target: EventTarget, key: string, held: object = {}): boolean {
  const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...held });
  return target.dispatchEvent(event);
}

describe("what is typed before a window is there", () => {
  it("is kept for its field, and only until then", () => {
    const target = new EventTarget();
    const typed = new TypedAhead(target);
    press(target, "x");
    typed.begin();
    for (const key of ["A", "n", "n", "Backspace", "a"]) expect(press(target, key)).toBe(false);
    expect(press(target, "Enter")).toBe(true);
    expect(press(target, "z", { ctrlKey: true })).toBe(true);
    expect(typed.take()).toBe("Ana");
    expect(press(target, "b")).toBe(true);
    expect(typed.take()).toBe("");
  });

  it("is begun anew with each window", () => {
    const target = new EventTarget();
    const typed = new TypedAhead(target);
    typed.begin();
    press(target, "a");
    typed.begin();
    press(target, "b");
    expect(typed.take()).toBe("b");
  });
});
