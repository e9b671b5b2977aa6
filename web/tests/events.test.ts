import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { follow } from "@/api/events";
import { followStream } from "@/api/stream";

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  static held = () => Source.all.filter(({ readyState }) => readyState !== Source.CLOSED).length;
  readyState = 0;
  onopen: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
}

class Page extends EventTarget {
  visibilityState = "visible";
  turn(state: "visible" | "hidden") {
    this.visibilityState = state;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: Page;
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  Source.all = [];
  page = new Page();
  vi.stubGlobal("document", page);
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("EventSource", Source);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("the events of all jobs", () => {
  it("are not followed by a tab that nobody looks at, and what it missed is read anew", async () => {
    const [changed, first] = [vi.fn(), vi.fn()];
    const stop = follow(changed, first);
    await pass();
    Source.all[0]?.onopen?.();
    expect([first.mock.calls.length, changed.mock.calls.length]).toEqual([1, 0]);
    page.turn("hidden");
    await pass(1500);
    page.turn("visible");
    await pass(5000);
    expect(Source.all).toHaveLength(1);
    page.turn("hidden");
    await pass(2000);
    expect(Source.held()).toBe(0);
    window.dispatchEvent(new Event("online"));
    await pass(10_000);
    expect(Source.held()).toBe(0);
    page.turn("visible");
    await pass();
    expect(Source.held()).toBe(1);
    Source.all[1]?.onopen?.();
    expect([first.mock.calls.length, changed.mock.calls.length]).toEqual([1, 1]);
    stop();
    expect(Source.held()).toBe(0);
  });

  it("are followed when a tab that began unseen is looked at", async () => {
    page.visibilityState = "hidden";
    const changed = vi.fn();
    const stop = follow(changed, vi.fn());
    await pass(10_000);
    expect(Source.all).toHaveLength(0);
    page.turn("visible");
    await pass();
    Source.all[0]?.onopen?.();
    expect(changed).toHaveBeenCalledExactlyOnceWith(new Set());
    stop();
  });
});

describe("a log that is followed", () => {
  it("begins anew when its tab is looked at again", async () => {
    const opened = vi.fn();
    const stop = followStream({ path: "/x", kinds: ["log"], onOpen: opened, onEvent: vi.fn(), onEnd: vi.fn() });
    await pass();
    Source.all[0]?.onopen?.();
    Source.all[0]?.onopen?.();
    page.turn("hidden");
    await pass(2000);
    expect(Source.held()).toBe(0);
    page.turn("visible");
    await pass();
    Source.all[1]?.onopen?.();
    expect(opened.mock.calls).toEqual([[true], [false], [true]]);
    stop();
    page.turn("hidden");
    page.turn("visible");
    await pass(5000);
    expect(Source.held()).toBe(0);
  });
});
