import { expect, it } from "vitest";

import type { JobEvent } from "@/api/queries/following";
import { toldOf } from "@/features/job/told";
import { plainName } from "@/parts/job/stage-names";

const events = (...all: [string, Record<string, unknown>][]): JobEvent[] =>
  all.map(([kind, told], number) => ({ number, kind, at: "2026-01-01T00:00:00Z", told }));

const WORDS: Record<string, string> = { "media.scan": "Finding shots", "faces.tracks": "Finding faces" };
const nameOf = (stage: string) => WORDS[stage] ?? plainName(stage);

it("tells what happened in words", () => {
  const told = toldOf(
    events(
      ["job.queued", { app: "faces" }],
      ["task.cached", { stage: "media.scan", count: 2 }],
      ["job.started", {}],
      ["task.started", { task_id: 1, stage: "faces.tracks", item: 2, attempt: 1 }],
      ["job.progress", { progress: 0.5 }],
      ["task.succeeded", { task_id: 1, stage: "faces.tracks", item: 2, seconds: 9.4 }],
      ["task.started", { task_id: 2, stage: "screentime.report", item: null, attempt: 2 }],
      ["task.failed", { task_id: 2, stage: "screentime.report", item: null, code: "no_space", detail: "the disk is full" }],
      ["job.failed", { code: "no_space" }],
      ["server.closing", {}],
    ),
    nameOf,
  );
  expect(told.map(({ says, more }) => [says, more])).toEqual([
    ["It was asked for", null],
    ["Finding shots: 2 results were there already", null],
    ["A worker took it", null],
    ["Finding faces, part 3 is done", "9.4 s"],
    ["Report began", "attempt 2"],
    ["Report failed", "the disk is full"],
    ["It failed", "no_space"],
  ]);
});

it("keeps the numbers of events, which lists are drawn by", () => {
  expect(toldOf(events(["job.progress", {}], ["job.queued", { retry: true }]), nameOf)).toMatchObject([{ number: 1, says: "Somebody let it go on" }]);
});
