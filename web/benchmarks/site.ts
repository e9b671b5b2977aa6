/** A server that is none: the built page with answers that were made, all of them here in the browser. */

import { existsSync } from "node:fs";
import { join } from "node:path";

import { type Page, type Route, test } from "@playwright/test";

export const SITE = "http://film.test";
export const ID = "0000000000000000";
export const SECONDS = 7200;
export const SHOTS = join(import.meta.dirname, "../e2e/artifacts/shots");

const BUILT = [join(import.meta.dirname, "../out"), join(import.meta.dirname, "../../src/telecine/web")];
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
const [COLUMNS, ROWS, EVERY] = [10, 72, 10];

export type Answers = Record<string, (route: Route) => unknown>;

const EVERYWHERE: Answers = {
  [`/videos/${ID}`]: () => VIDEO,
  "/auth/me": () => ({ name: "bench", role: "admin", is_login_needed: false, csrf_token: null }),
};

function sprite(): string {
  const clock = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23);
  const cues = Array.from({ length: COLUMNS * ROWS }, (_, number) => {
    const [x, y] = [(number % COLUMNS) * 160, Math.floor(number / COLUMNS) * 90];
    return `${clock(number * EVERY)} --> ${clock((number + 1) * EVERY)}\nsprite.jpg#xywh=${String(x)},${String(y)},160,90\n`;
  });
  return `WEBVTT\n\n${cues.join("\n")}`;
}

/** A sheet of pictures that are not all alike, each 160 x 90. */
async function sheet(page: Page, size: readonly [number, number]): Promise<Buffer> {
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
    size,
  );
  return Buffer.from(url.split(",")[1] ?? "", "base64");
}

interface Pictures {
  sprite: Buffer;
  face: Buffer;
}

async function answer(route: Route, built: string, pictures: Pictures, answers: Answers): Promise<void> {
  const { pathname } = new URL(route.request().url());
  if (pathname.startsWith("/api/")) {
    const path = pathname.slice(4);
    if (path.endsWith("/sprite.vtt")) return route.fulfill({ contentType: "text/vtt", body: sprite() });
    if (path.endsWith(".jpg")) {
      return route.fulfill({ contentType: "image/jpeg", body: path.endsWith("/sprite.jpg") ? pictures.sprite : pictures.face });
    }
    const found = answers[path];
    if (found !== undefined) return route.fulfill({ json: found(route) });
    return route.fulfill({ status: 404, json: { detail: "not here", code: "not_found", retryable: false, details: {} } });
  }
  const name = pathname.replace(/^\/ui\//, "");
  const file = join(built, name.endsWith("/") || name === "" ? `${name}index.html` : name);
  return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 });
}

/** Open a built page, whose questions to the API are answered from a table. */
export async function opened(page: Page, address: string, answers: Answers): Promise<void> {
  const built = BUILT.find((folder) => existsSync(join(folder, "index.html")));
  test.skip(built === undefined, "the pages are not built: npm run build");
  const pictures = { sprite: await sheet(page, [COLUMNS, ROWS]), face: await sheet(page, [1, 2]) };
  await page.route(`${SITE}/**`, (route) => answer(route, built ?? "", pictures, { ...EVERYWHERE, ...answers }));
  await page.goto(`${SITE}/ui/${address}`);
}

/** The value below which a share of them is. */
export function part(values: readonly number[], share: number): string {
  const ordered = values.toSorted((one, other) => one - other);
  return (ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? NaN).toFixed(1).padStart(6);
}
