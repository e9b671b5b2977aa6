/**
 * How long the review takes from a key to the picture, and what it keeps: the built page with a queue of 5,000
 * questions, each about a group of its own. `npm run build && npm run bench` prints the figures; nothing is asserted of them.
 *
 * A key's time is what the browser's Event Timing says: from the key to the next picture on the screen, in steps of 8 ms,
 * and nothing below 16 ms.
 */

import { join } from "node:path";

import { expect, type Page, type Route, test } from "@playwright/test";

import type { Question } from "@/api";

import { question, side } from "../tests/review/make";
import { madeTimeline } from "../tests/video/made";
import { ID, opened, part, SECONDS, SHOTS } from "./site";

const QUESTIONS = 5000;
const TIMES = 60;
const GESTURES = [
  ["next question", "ArrowRight"],
  ["nobody who can be named", "u"],
  ["leave out", "x"],
  ["undo", "z"],
] as const;

const questions: readonly Question[] = Array.from({ length: QUESTIONS }, (_, number) => {
  const one = side(String(number + 1));
  const pictures = [0, 1, 2].map((picture) => `/faces/${String(number)}-${String(picture)}.jpg`);
  return question("unknown", 60 - (number * 55) / QUESTIONS, [{ ...one, pictures }], { at: { num: number, den: 1, seconds: number } });
});

function queue(route: Route): unknown {
  const query = new URL(route.request().url()).searchParams;
  const from = Number(query.get("cursor") ?? "0");
  const end = Math.min(QUESTIONS, from + Number(query.get("limit") ?? "50"));
  const seconds = questions.reduce((sum, each) => sum + each.at_stake.seconds, 0);
  return {
    run: "made",
    head: 0,
    is_current: true,
    total: QUESTIONS,
    seconds,
    items: questions.slice(from, end),
    next: end < QUESTIONS ? String(end) : null,
  };
}

function decided(number: number): unknown {
  const decision = { number, kind: "assign", text: "as asked", author: "bench", at: "2026-01-01T00:00:00Z", note: null, person: null, state: "applied", tracks: [] };
  return { head: number, decision, job: null, taught: [], untaught: null };
}

async function durations(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const kept = window as unknown as { taken: number[] };
    return kept.taken.splice(0);
  });
}

test("keys in a queue of 5,000", async ({ page }) => {
  let head = 0;
  const keep = () => decided((head += 1));
  const timeline = madeTimeline({ seconds: SECONDS, people: 40, intervals: 5000, shots: 3000 });
  await page.addInitScript(() => {
    const kept = window as unknown as { taken: number[] };
    kept.taken = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "keydown") kept.taken.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
  await opened(page, `review/?id=${ID}`, {
    [`/videos/${ID}/review`]: queue,
    [`/videos/${ID}/decisions`]: (route) => (route.request().method() === "POST" ? keep() : { head, items: [], next: null, undo: null, redo: null }),
    [`/videos/${ID}/decisions/undo`]: keep,
    [`/videos/${ID}/timeline`]: () => timeline,
  });
  await expect(page.getByText(/5,000 left/)).toBeVisible();
  await page.waitForTimeout(2000);
  process.stdout.write(`milliseconds from key to picture     p50    p95    max   of ${String(TIMES)}\n`);
  for (const [what, key] of GESTURES) {
    for (let time = 0; time < TIMES; time += 1) {
      await page.keyboard.press(key);
      await page.waitForTimeout(120);
    }
    await page.waitForTimeout(500);
    const slow = await durations(page);
    const all = [...slow, ...Array<number>(Math.max(0, TIMES - slow.length)).fill(16)];
    process.stdout.write(`${what.padEnd(32)} ${[0.5, 0.95, 1].map((share) => part(all, share)).join(" ")}\n`);
  }
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("Performance.enable");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const heap = metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? NaN;
  const nodes = metrics.find(({ name }) => name === "Nodes")?.value ?? NaN;
  process.stdout.write(`heap ${(heap / 1e6).toFixed(1)} MB, ${String(nodes)} nodes of the document\n`);
  await page.screenshot({ path: join(SHOTS, "queue-of-5000.png") });
});
