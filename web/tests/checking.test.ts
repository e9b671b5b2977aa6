import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const { GET } = vi.hoisted(() => ({ GET: vi.fn<() => Promise<unknown>>() }));
vi.mock("@/api/client", async () => ({ ...(await vi.importActual<object>("@/api/client")), api: { GET } }));

import { checked } from "@/api/uploads/checking";

const answer = (status: number, body: unknown) => {
  const response = new Response(null, { status });
  return Promise.resolve(response.ok ? { data: body, response } : { error: body, response });
};
const problem = (detail: string) => ({ detail, code: "said", retryable: false, details: {} });
const gone = () => Promise.reject(new TypeError("Failed to fetch"));

describe("a sent file that the server looks into", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    GET.mockReset();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const told = () => ({ done: vi.fn(), failed: vi.fn() });

  it("is asked for again when no answer comes, or one that says nothing about it", async () => {
    const heard = told();
    for (const one of [gone, () => answer(503, "<html>"), () => answer(429, problem("slow down")), () => answer(500, null)]) GET.mockImplementationOnce(one);
    GET.mockImplementationOnce(() => answer(200, { state: "checking", video_id: null }));
    GET.mockImplementationOnce(() => answer(200, { state: "accepted", video_id: "vid" }));
    const ended = checked("a", heard, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(2999);
    expect(GET).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(20_000);
    await ended;
    expect(heard.done).toHaveBeenCalledExactlyOnceWith("vid");
    expect(heard.failed).not.toHaveBeenCalled();
  });

  it("waits 10 seconds at most", async () => {
    GET.mockImplementation(gone);
    const over = new AbortController();
    const ended = checked("a", told(), over.signal);
    await vi.advanceTimersByTimeAsync(60_000);
    const before = GET.mock.calls.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(GET.mock.calls.length - before).toBe(3);
    over.abort();
    await ended;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(GET.mock.calls.length - before).toBe(3);
  });

  it("fails on what the server says of it", async () => {
    const heard = told();
    GET.mockImplementationOnce(() => answer(200, { state: "refused", video_id: null, error: { message: "there is no picture in it" } }));
    await checked("a", heard, new AbortController().signal);
    expect(heard.failed).toHaveBeenCalledExactlyOnceWith("There is no picture in it.", true);
    GET.mockImplementationOnce(() => answer(404, problem("there is no such upload")));
    await expect(checked("a", heard, new AbortController().signal)).rejects.toThrow("There is no such upload.");
  });
});
