/** A film on a real server: player, keys, timeline, tabs; with faces and without. */

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onSample, shot, violations } from "./page";
import { FILMS } from "./place";
import { SAMPLE } from "./run/server";

const PLAIN = join(FILMS, "Harbour_S01E01_landfall.mp4");
const test = onSample("video");

interface Known {
  items: { id: string; name: string; duration_s: number; frame_rate: string }[];
}

async function film(page: Page, name: string): Promise<Known["items"][number]> {
  const known = (await (await page.request.get("/videos?limit=200")).json()) as Known;
  const found = known.items.find((video) => video.name === name);
  if (found === undefined) throw new Error(`${name} is not here`);
  return found;
}

async function added(page: Page, file: string): Promise<Known["items"][number]> {
  await page.request.post("/videos", {
    multipart: { file: { name: basename(file), mimeType: "video/mp4", buffer: readFileSync(file) } },
  });
  return film(page, basename(file));
}

const clock = (page: Page) => page.getByRole("group", { name: "Player" }).getByText(/^\d+:\d\d\.\d{3}$/);
const frame = (page: Page) => page.getByRole("group", { name: "Player" }).getByText(/^frame/);

async function ready(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.querySelector("video")?.readyState ?? 0)).toBeGreaterThan(1);
  await expect(page.getByText("Opening the film")).toHaveCount(0);
}

test("an address of nothing says so", async ({ watched: page }) => {
  await page.goto("video/?id=0000000000000000");
  await expect(page.getByRole("heading", { name: "This film cannot be shown" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test("a film without an analysis is played, frame by frame", async ({ watched: page }) => {
  const { id, frame_rate: rate } = await added(page, PLAIN);
  const [num = 0, den = 1] = rate.split("/").map(Number);
  await page.goto(`video/?id=${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(basename(PLAIN));
  await expect(page.getByText("Not analysed yet")).toBeVisible();
  await expect(page.getByTestId("timeline")).toBeVisible();
  await ready(page);
  for (let step = 0; step < 7; step += 1) await page.keyboard.press(".");
  await page.keyboard.press(",");
  await expect(frame(page)).toHaveText("frame 6");
  const shown = await page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);
  expect(Math.floor((shown * num) / den)).toBe(6);
  await expect(page).toHaveURL(/[?&]t=0\.\d{3}/);
  await page.reload();
  await ready(page);
  await expect(frame(page)).toHaveText("frame 6");
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "video-plain");
});

test.describe("with faces", () => {
  test("lanes, keys and the span follow each other and the address", async ({ watched: page }) => {
    const { id } = await film(page, SAMPLE);
    const boxes = page.waitForResponse((response) => response.url().includes("/faces?"));
    await page.goto(`video/?id=${id}`);
    expect((await boxes).status()).toBe(200);
    await ready(page);
    await expect(page.locator("video")).not.toHaveAttribute("poster");
    const timeline = page.getByTestId("timeline");
    await expect(timeline).toBeVisible();
    await shot(page, "video-dark");
    expect(await violations(page)).toEqual([]);
    const box = (await timeline.boundingBox()) ?? { x: 0, y: 0, width: 0 };
    await page.mouse.click(box.x + box.width / 2, box.y + 40);
    await expect(clock(page)).not.toHaveText("0:00.000");
    await page.keyboard.press("ArrowDown");
    await expect(page).toHaveURL(/[?&]who=/);
    await page.keyboard.press("[");
    await page.keyboard.press("]");
    await expect(page).toHaveURL(/[?&]in=.*&out=/);
    await page.keyboard.press("Escape");
    await expect(page).not.toHaveURL(/[?&]in=/);
    await page.keyboard.down("Shift");
    await page.mouse.move(box.x + 200, box.y + 90);
    await page.mouse.down();
    await page.mouse.move(box.x + 420, box.y + 90, { steps: 6 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await expect(page.getByRole("heading", { name: "Within the span" })).toBeVisible();
    await page.mouse.move(box.x + 300, box.y + 90);
    for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -200);
    await shot(page, "video-span");
  });

  test("its list says the same in words", async ({ watched: page }) => {
    const { id } = await film(page, SAMPLE);
    await page.goto(`video/?id=${id}`);
    await page.getByRole("button", { name: "List" }).click();
    await expect(page.getByRole("region", { name: "Appearances" }).getByRole("row")).not.toHaveCount(1);
    expect(await violations(page)).toEqual([]);
  });

  test("open questions are shown in the film, and answered from there", async ({ watched: page }) => {
    const { id } = await film(page, SAMPLE);
    await page.goto(`video/?id=${id}&tab=review`);
    const question = page.getByRole("list", { name: "Questions, most seconds first" }).getByRole("listitem").first();
    const { items } = (await (await page.request.get(`/videos/${id}/review?limit=1`)).json()) as { items: { at: { seconds: number } }[] };
    const who = (await question.getByRole("link").getAttribute("aria-label"))?.replace("Answer: ", "") ?? "";
    await ready(page);
    await question.getByRole("button").click();
    await expect.poll(() => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0)).toBeCloseTo(items[0]?.at.seconds ?? NaN, 1);
    await expect(page).toHaveURL(/[?&]who=/);
    expect(await violations(page)).toEqual([]);
    await shot(page, "video-review");
    await question.getByRole("link").click();
    await expect(page.getByRole("listbox", { name: "Questions" }).locator("[aria-current]")).toContainText(who);
  });

  test("an export is made and handed out", async ({ watched: page }) => {
    const { id } = await film(page, SAMPLE);
    await page.goto(`video/?id=${id}&tab=exports`);
    await page.getByRole("checkbox", { name: "Names as subtitles" }).check();
    await page.getByRole("button", { name: "Make 1 export" }).click();
    const link = page.getByRole("link", { name: "Download names.vtt" });
    await expect(link).toBeVisible({ timeout: 60_000 });
    const begun = page.waitForEvent("download");
    await link.click();
    expect(readFileSync(await (await begun).path(), "utf8")).toMatch(/^WEBVTT/);
    expect(await violations(page)).toEqual([]);
    await shot(page, "video-exports");
  });

  for (const scheme of ["dark", "light"] as const) {
    test(`the stages of a run are shown, ${scheme}`, async ({ watched: page }) => {
      await page.addInitScript((theme) => localStorage.setItem("telecine.theme", theme), scheme);
      const { id } = await film(page, SAMPLE);
      await page.goto(`video/?id=${id}&tab=runs`);
      await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
      await page.getByRole("button", { name: "Finding faces" }).click();
      expect(await violations(page)).toEqual([]);
      await shot(page, `video-runs-${scheme}`);
    });
  }

  test("a phone has it all", async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const { id } = await film(page, SAMPLE);
    await page.goto(`video/?id=${id}`);
    await ready(page);
    await expect(page.getByTestId("timeline")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
    await shot(page, "video-phone");
    await context.close();
  });
});
