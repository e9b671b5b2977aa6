/**
 * How long the frames of the timeline take: the built page with a film of two hours, 40 people, 5,000 intervals and
 * 3,000 shots, zoomed and panned for some seconds. `npm run build && npm run bench` prints the figures; nothing is asserted of them.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, type Page, type Route, test } from "@playwright/test";

import { madeTimeline } from "../tests/video/made";

const SITE = "http://film.test";
const BUILT = [join(import.meta.dirname, "../out"), join(import.meta.dirname, "../../src/telecine/web")];
const SECONDS = 7200;
const FRAMES = 240;

const ID = "0000000000000000";
const VIDEO = {
  id: ID,
  sha256: "0".repeat(64),
  name: "two hours.mp4",
  size_bytes: 8_000_000_000,
  duration_s: SECONDS,
  width: 1920,
  height: 1080,
  frame_rate: "25",
  codec: "h264",
  has_audio: true,
  warnings: [],
  ep_id: null,
  show_id: null,
  season: null,
  episode: null,
  created_at: "2026-01-01T00:00:00Z",
};
const ANSWERS: Record<string, unknown> = {
  [`/videos/${ID}`]: VIDEO,
  [`/videos/${ID}/status`]: {
    video: ID,
    ep_id: null,
    run: "made",
    is_current: true,
    job: null,
    decisions: 0,
    questions: 0,
    questions_s: 0,
  },
  [`/videos/${ID}/timeline`]: madeTimeline({ seconds: SECONDS, people: 40, intervals: 5000, shots: 3000 }),
  [`/videos/${ID}/faces`]: { run: "made", head: 0, is_current: true, width: 1920, height: 1080, faces: [], tracks: [] },
  "/auth/me": { name: "bench", role: "admin", is_login_needed: false, csrf_token: null },
};

const [COLUMNS, ROWS, EVERY] = [10, 72, 10];

function sprite(): string {
  const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23);
  const cues = Array.from({ length: COLUMNS * ROWS }, (_, number) => {
    const [x, y] = [(number % COLUMNS) * 160, Math.floor(number / COLUMNS) * 90];
    return `${clock(number * EVERY)} --> ${clock((number + 1) * EVERY)}\nsprite.jpg#xywh=${String(x)},${String(y)},160,90\n`;
  });
  return `WEBVTT\n\n${cues.join("\n")}`;
}

/** A sheet of pictures that are not all alike. */
async function sheet(page: Page): Promise<Buffer> {
  const url = await page.evaluate(
    ([columns, rows]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [columns * 160, rows * 90];
      const context = canvas.getContext("2d");
      for (let number = 0; context !== null && number < columns * rows; number += 1) {
        context.fillStyle = `hsl(${String((number * 37) % 360)} 40% 45%)`;
        context.fillRect((number % columns) * 160, Math.floor(number / columns) * 90, 160, 90);
      }
      return canvas.toDataURL("image/jpeg", 0.7);
    },
    [COLUMNS, ROWS] as const,
  );
  return Buffer.from(url.split(",")[1] ?? "", "base64");
}

async function answer(route: Route, built: string, picture: Buffer): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname.startsWith("/api/")) {
    const path = pathname.slice(4);
    if (path.endsWith("/sprite.vtt")) return route.fulfill({ contentType: "text/vtt", body: sprite() });
    if (path.endsWith("/sprite.jpg")) return route.fulfill({ contentType: "image/jpeg", body: picture });
    const found = ANSWERS[path];
    if (found !== undefined) return route.fulfill({ json: found });
    return route.fulfill({ status: 404, json: { detail: "not here", code: "not_found", retryable: false, details: {} } });
  }
  const name = pathname.replace(/^\/ui\//, "");
  const file = join(built, name.endsWith("/") || name === "" ? `${name}index.html` : name);
  return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
}

interface Figures {
  intervals: number[];
  work: number[];
}

/** Do something in each of many frames, and note how long each took, and how long scripts ran in it. */
function measured(page: Page, kind: "zoom in" | "pan" | "zoom out"): Promise<Figures> {
  return page.evaluate(
    ([what, frames]) =>
      new Promise<Figures>((resolve) => {
        const canvas = document.querySelector<HTMLCanvasElement>("[data-testid=timeline]");
        if (canvas === null) throw new Error("there is no timeline");
        const box = canvas.getBoundingClientRect();
        const figures: Figures = { intervals: [], work: [] };
        const plain = window.requestAnimationFrame.bind(window);
        let work = 0;
        window.requestAnimationFrame = (run) =>
          plain((now) => {
            const begun = performance.now();
            run(now);
            work += performance.now() - begun;
          });
        let [before, number] = [0, 0];
        const frame = (now: number) => {
          if (before > 0) {
            figures.intervals.push(now - before);
            figures.work.push(work);
          }
          work = 0;
          before = now;
          number += 1;
          if (number > frames) {
            window.requestAnimationFrame = plain;
            resolve(figures);
            return;
          }
          const begun = performance.now();
          const clientX = box.left + box.width * (0.3 + 0.4 * Math.abs(Math.sin(number / 40)));
          const at = { clientX, clientY: box.top + 120, bubbles: true, cancelable: true };
          const [deltaX, deltaY] = what === "pan" ? [30, 0] : [0, what === "zoom in" ? -24 : 24];
          canvas.dispatchEvent(new PointerEvent("pointermove", { ...at, pointerType: "mouse", pointerId: 1 }));
          canvas.dispatchEvent(new WheelEvent("wheel", { ...at, deltaX, deltaY }));
          work += performance.now() - begun;
          plain(frame);
        };
        plain(frame);
      }),
    [kind, FRAMES] as const,
  );
}

function part(values: readonly number[], share: number): string {
  const ordered = values.toSorted((one, other) => one - other);
  return (ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? NaN).toFixed(1).padStart(6);
}

test("frames of a film of two hours", async ({ page }) => {
  const built = BUILT.find((folder) => existsSync(join(folder, "video/index.html")));
  test.skip(built === undefined, "the pages are not built: npm run build");
  const picture = await sheet(page);
  await page.route(`${SITE}/**`, (route) => answer(route, built ?? "", picture));
  await page.goto(`${SITE}/ui/video/?id=${ID}`);
  await expect(page.getByTestId("timeline")).toBeVisible();
  await page.waitForTimeout(1500);
  process.stdout.write("milliseconds          frame p50    p95    max   script p50    p95    max\n");
  for (const kind of ["zoom in", "pan", "zoom out", "pan"] as const) {
    const { intervals, work } = await measured(page, kind);
    const row = [intervals, work].map((all) => [0.5, 0.95, 1].map((share) => part(all, share)).join(" ")).join("       ");
    process.stdout.write(`${kind.padEnd(20)}      ${row}\n`);
  }
  await page.screenshot({ path: join(import.meta.dirname, "../e2e/artifacts/shots/two-hours.png") });
});
