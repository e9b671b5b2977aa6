import { describe, expect, it } from "vitest";

import type { Job } from "@/api";
import { withNewest } from "@/api/queries/job-list";
import { fitting, partsOf, priorityWord } from "@/features/jobs/found";

import { aJob, newestFirst } from "./make";

const page = (items: Job[], next: string | null = null) => ({ items, next, total: null });
const ids = (pages: { items: Job[] }[]) => pages.map(({ items }) => items.map(({ id }) => id).join(""));
const ANY = { state: null, app: null };

describe("the list with its newest page read anew", () => {
  const pages = [page(newestFirst(6, 4), "after 4"), page(newestFirst(3, 1))];

  it("moves what falls off the newest page to the next one", () => {
    const now = withNewest(pages, page(newestFirst(8, 6), "after 6"), new Map(), ANY);
    expect(ids(now)).toEqual(["876", "54321"]);
    expect(now[0]?.next).toBe("after 4");
  });

  it("shows nothing twice when jobs were removed and older ones move up", () => {
    expect(ids(withNewest(pages, page([...newestFirst(6, 5), ...newestFirst(3, 3)], "after 3"), new Map(), ANY))).toEqual(["653", "21"]);
  });

  it("takes in those that were read again, and lets go of those that are gone or do not fit any more", () => {
    const newest = page(newestFirst(6, 4, { state: "running" }), "after 4");
    const running = [page(newestFirst(6, 4, { state: "running" }), "after 4"), page(newestFirst(3, 1, { state: "running" }))];
    const changed = new Map<string, Job | null>([
      ["3", aJob("3", { state: "running", progress: 0.5 })],
      ["2", aJob("2", { state: "failed" })],
      ["1", null],
    ]);
    const now = withNewest(running, newest, changed, { state: "running", app: null });
    expect(ids(now)).toEqual(["654", "3"]);
    expect(now[1]?.items[0]?.progress).toBe(0.5);
  });

  it("is the newest page where there is one", () => {
    expect(ids(withNewest([page(newestFirst(2, 1))], page(newestFirst(3, 1)), new Map(), ANY))).toEqual(["321"]);
  });
});

describe("what is looked for", () => {
  const jobs = [
    aJob("local-A", { video: { id: "v", name: "Undertow.mp4" } }),
    aJob("local-B", { requested_by: "night shift", state: "failed", error: { code: "no_space", message: "the disk is full" } }),
    aJob("local-C", { exports: ["vtt"], state: "running" }),
    aJob("local-D", { state: "running", is_stopping: true }),
  ];

  it.each([
    ["", 4],
    ["undertow", 1],
    ["NIGHT disk", 1],
    ["vtt", 1],
    ["local-b", 1],
    ["nothing", 0],
  ])("%o fits %i", (q, number) => {
    expect(fitting(jobs, q)).toHaveLength(number);
  });

  it("can be stopped, gone on with or removed, each where it makes sense", () => {
    expect(partsOf(jobs)).toEqual({ live: ["local-C"], stopped: ["local-B"], ended: ["local-A", "local-B"] });
  });

  it("has words for its turn", () => {
    expect([100, 0, 7].map(priorityWord)).toEqual(["First", "As they come", "priority 7"]);
  });
});
