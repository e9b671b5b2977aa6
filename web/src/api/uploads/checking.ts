/** The server looks into a file that it has before it is a video: asked again and again, also over a break. */

import { api, unwrap } from "../client";
import { ApiError, sentence } from "../problem";
import type { Told } from "./queue";

const LOOK_MS = 700;
const BREAK_MS = [1000, 2000, 4000, 7000, 10_000];

/** No answer, or one that says nothing about the file. */
function isBreak(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Ends early when nobody wants to know any more. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const ended = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", ended);
      resolve();
    };
    const timer = setTimeout(ended, ms);
    signal.addEventListener("abort", ended);
  });
}

export async function checked(id: string, told: Pick<Told, "done" | "failed">, signal: AbortSignal): Promise<void> {
  let breaks = 0;
  while (!signal.aborted) {
    try {
      const upload = await unwrap(api.GET("/uploads/{upload_id}", { params: { path: { upload_id: id } }, signal }));
      breaks = 0;
      if (upload.state === "accepted" && upload.video_id !== null) {
        told.done(upload.video_id);
        return;
      }
      if (upload.state === "refused") {
        told.failed(sentence(upload.error?.message ?? "the server did not take this file"), true);
        return;
      }
      await wait(LOOK_MS, signal);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (!isBreak(error)) throw error;
      await wait(BREAK_MS[breaks] ?? 10_000, signal);
      breaks += 1;
    }
  }
}
