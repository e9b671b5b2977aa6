import { describe, expect, it } from "vitest";

import type { LogLine } from "@/api/queries/following";
import { actionWords, endOf } from "@/features/system/access/audit-tab";
import { keyState } from "@/features/system/access/roles";
import { fittingLines } from "@/features/system/logs/logs-tab";
import { agoText, KEPT_MS, loadAt, queuesOf, type Sample, sampleOf, withSample } from "@/features/system/queues/figures";
import { groupOf, settingText } from "@/features/system/settings/settings-tab";

const TEXT = `# HELP telecine_jobs Jobs by state.
telecine_jobs{state="queued"} 2.0
telecine_jobs{state="running"} 1.0
telecine_tasks{queue="vision",state="running"} 3.0
telecine_tasks{queue="vision",state="succeeded"} 40.0
telecine_queue_depth{queue="media"} 4.0
telecine_queue_oldest_task_seconds{queue="media"} 12.5
telecine_process_cpu_seconds_total 10.5
telecine_process_memory_bytes 1.5e+08
telecine_uptime_seconds 99.0
telecine_sse_clients 1.0
`;

describe("figures", () => {
  const at = (seconds: number, cpuSeconds: number): Sample => ({ ...sampleOf(TEXT, seconds * 1000), cpuSeconds });

  it("are read from the text that Prometheus reads", () => {
    const sample = sampleOf(TEXT, 1000);
    expect(sample).toMatchObject({ at: 1000, waiting: { media: 4 }, running: { vision: 3 }, oldest: { media: 12.5 }, jobs: { queued: 2, running: 1 } });
    expect([sample.memoryBytes, sample.uptimeS, sample.streams]).toEqual([150_000_000, 99, 1]);
    expect(queuesOf([sample])).toEqual(["media", "vision"]);
  });

  it("are kept for some minutes, each once", () => {
    const first = withSample([], at(0, 1));
    expect(withSample(first, at(0, 1))).toBe(first);
    expect(withSample(first, at(5, 2)).map((sample) => sample.at)).toEqual([0, 5000]);
    expect(withSample(first, at(KEPT_MS / 1000, 2))).toHaveLength(1);
  });

  it("say how busy the server was between two of them, and nothing over a start of the server", () => {
    const samples = [at(0, 10), at(5, 12.5), at(10, 0.5)];
    expect([0, 1, 2].map((index) => loadAt(samples, index))).toEqual([null, 0.5, null]);
  });

  it("are dated from now", () => {
    expect([0, 5, 65, 600].map((seconds) => agoText(0, seconds * 1000))).toEqual(["now", "-0:05", "-1:05", "-10:00"]);
  });
});

describe("what is told in words", () => {
  it("settings", () => {
    expect(["TELECINE_HOME", "TELECINE_AUTH__MODE", "TELECINE_API__PORT"].map(groupOf)).toEqual(["General", "Auth", "API"]);
    expect([null, true, false, 3, [], ["a", "b"], {}, "text"].map(settingText)).toEqual(["not set", "yes", "no", "3", "none", "a, b", "none", "text"]);
  });

  it("the record", () => {
    expect(["jobs.cancel", "jobs.bulk_delete", "login"].map(actionWords)).toEqual(["Jobs: cancel", "Jobs: bulk delete", "Login"]);
    expect([200, 403, 409].map((status) => endOf({ data: { status } }).word)).toEqual(["Done", "Refused", "Not done (409)"]);
    expect(endOf({ data: {} })).toEqual({ word: "–", isRefused: false });
  });

  it("keys that serve, have ended and were revoked", () => {
    const now = Date.parse("2026-06-01T00:00:00Z");
    const key = { revoked_at: null, expires_at: null };
    expect(keyState(key, now).isLive).toBe(true);
    expect(keyState({ ...key, expires_at: "2026-05-31T00:00:00Z" }, now).isLive).toBe(false);
    expect(keyState({ ...key, expires_at: "2026-06-02T00:00:00Z" }, now).isLive).toBe(true);
    expect(keyState({ ...key, revoked_at: "2026-05-31T00:00:00Z" }, now).word).toMatch(/^Revoked/);
  });
});

it("lines of the log are found by all words, wherever they stand", () => {
  const line = (event: string, values: Record<string, unknown>): LogLine => ({ number: 0, at: "", level: "info", event, file: "api.log", values });
  const lines = [line("api.request", { route: "/jobs", status: 200 }), line("task.failed", { job: "local-1" })];
  expect(fittingLines(lines, "REQUEST /jobs")).toHaveLength(1);
  expect(fittingLines(lines, "local-1")).toHaveLength(1);
  expect(fittingLines(lines, "")).toHaveLength(2);
  expect(fittingLines(lines, "local-2")).toHaveLength(0);
});
