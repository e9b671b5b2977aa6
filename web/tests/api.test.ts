import { readFileSync } from "node:fs";

import openapiTS, { astToString } from "openapi-typescript";
import { describe, expect, it, vi } from "vitest";

import { Live } from "@/api/live";
import { ApiError, errorOf, messageOf, sentence } from "@/api/problem";

const HERE = new URL(".", import.meta.url);

describe("errors", () => {
  it("are told in the words of the server", () => {
    const body = { detail: "there is no video 1", code: "not_found", retryable: false, details: {} };
    const error = errorOf(404, body);
    expect([error.message, error.code, error.isRetryable]).toEqual(["There is no video 1.", "not_found", false]);
  });

  it("of a proxy may be tried again", () => {
    const error = errorOf(502, "<html>Bad Gateway</html>");
    expect([error.code, error.isRetryable]).toEqual(["unreachable", true]);
    expect(messageOf(error)).toContain("cannot be reached");
  });

  it("are sentences", () => {
    expect(["disk full", "Really?", "", "film.mp4 is empty"].map(sentence)).toEqual([
      "Disk full.",
      "Really?",
      "",
      "film.mp4 is empty.",
    ]);
    expect(messageOf(new ApiError("So it is.", 400, "so", false))).toBe("So it is.");
  });
});

describe("the stream of events", () => {
  it("keeps how far a job is, until it has ended", () => {
    const live = new Live();
    const told = vi.fn();
    live.watch(told);
    expect(live.hear("job.progress", '{"job_id":"a","progress":0.62,"eta_s":240}')).toBeNull();
    expect(live.job("a")).toMatchObject({ progress: 0.62, etaS: 240, step: null });
    expect(live.hear("job.succeeded", '{"job_id":"a"}')).toBe("a");
    expect(live.job("a")).toBeUndefined();
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("asks for the lists when a file has arrived", () => {
    const live = new Live();
    expect(live.hear("job.progress", '{"job_id":"a","step":"imported","video_id":"v"}')).toBe("a");
  });

  it.each(["", "null", "[]", '{"progress":1}', "{"])("passes over %j", (text) => {
    expect(new Live().hear("job.progress", text)).toBeNull();
  });
});

describe("generated types", () => {
  it("are those of the description of the API; `npm run types` writes them", { timeout: 30_000 }, async () => {
    const description = new URL("../../docs/reference/openapi.json", HERE);
    const made = astToString(await openapiTS(description, { defaultNonNullable: false }));
    const kept = readFileSync(new URL("../src/api/schema.ts", HERE), "utf8");
    expect(kept.endsWith(made) || kept === made).toBe(true);
  });
});
