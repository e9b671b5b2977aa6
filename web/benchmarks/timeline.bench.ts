/**
 * How long the frames of the timeline take: the built page with a film of two hours, 40 people, 5,000 intervals and
 * 3,000 shots, zoomed and panned for some seconds. `npm run build && npm run bench` prints the figures; nothing is asserted of them.
 */

import { join } from "node:path";

import { expect, type Page, test } from "@playwright/test";

import { madeTimeline } from "../tests/video/made";
import { ID, opened, part, SECONDS, SHOTS } from "./site";

const FRAMES = 240;
const STATUS = { video: ID, ep_id: null, run: "made", is_current: true, job: null, decisions: 0, questions: 0, questions_s: 0 };

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

test("frames of a film of two hours", async ({ page }) => {
  const timeline = madeTimeline({ seconds: SECONDS, people: 40, intervals: 5000, shots: 3000 });
  await opened(page, `video/?id=${ID}`, {
    [`/videos/${ID}/status`]: () => STATUS,
    [`/videos/${ID}/timeline`]: () => timeline,
    [`/videos/${ID}/faces`]: () => ({ run: "made", head: 0, is_current: true, width: 1920, height: 1080, faces: [], tracks: [] }),
  });
  await expect(page.getByTestId("timeline")).toBeVisible();
  await page.waitForTimeout(1500);
  process.stdout.write("milliseconds          frame p50    p95    max   script p50    p95    max\n");
  for (const kind of ["zoom in", "pan", "zoom out", "pan"] as const) {
    const { intervals, work } = await measured(page, kind);
    const row = [intervals, work].map((all) => [0.5, 0.95, 1].map((share) => part(all, share)).join(" ")).join("       ");
    process.stdout.write(`${kind.padEnd(20)}      ${row}\n`);
  }
  await page.screenshot({ path: join(SHOTS, "two-hours.png") });
});
