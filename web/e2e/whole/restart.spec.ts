/** The server is killed and comes back while pages are open: they say so, go on by themselves, and show nothing stale. */

import { copyFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onNothing, shot, violations } from "../page";
import { FOLDER } from "../place";
import { BIDEN, COLLINS, Desk } from "../run/desk";
import { Hands } from "../run/hands";
import { SAMPLE, sampleFilm } from "../run/server";

const test = onNothing("restart");

const banner = (page: Page) => page.getByText("The server cannot be reached. Trying again; work that runs there goes on.");
const card = (page: Page) => page.getByRole("article", { name: "sample-25" });

test("an upload, an analysis and a review go on after the server was killed", async ({ watched: page, server }) => {
  test.setTimeout(240_000);
  const file = join(FOLDER, SAMPLE);
  copyFileSync(await sampleFilm(), file);
  await page.goto("");
  await expect(page.getByRole("heading", { name: "No videos yet" })).toBeVisible();

  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const speed = (bytes: number) =>
    cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  const begun: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/uploads")) begun.push(request.url());
  });
  await speed(500_000);
  await new Hands(page).drop(file);
  const tray = page.getByRole("region", { name: "Videos on their way" });
  await expect.poll(async () => Number((await tray.getByRole("progressbar", { name: /sample-25/ }).getAttribute("aria-valuenow")) ?? 0)).toBeGreaterThan(5);

  await server.kill();
  await expect(tray.getByText("Connection lost")).toBeVisible({ timeout: 30_000 });
  await expect(tray.getByText(/kept\. Trying again/)).toBeVisible();
  await expect(banner(page)).toBeVisible();
  await shot(page, "restart-upload");
  expect(await violations(page)).toEqual([]);
  await speed(-1);
  await server.start();
  await expect(banner(page)).toHaveCount(0, { timeout: 30_000 });
  await expect(card(page).getByText(/Analysing \d+ %/)).toBeVisible({ timeout: 90_000 });
  expect(begun).toHaveLength(1);

  await expect(card(page).getByText(/Analysing (1[0-9]|[2-9][0-9]) %/)).toBeVisible({ timeout: 120_000 });
  await server.kill();
  await expect(banner(page)).toBeVisible({ timeout: 30_000 });
  await shot(page, "restart-analysis");
  await server.start();
  await expect(banner(page)).toHaveCount(0, { timeout: 30_000 });
  await expect(card(page).getByText(/6 to review/)).toBeVisible({ timeout: 300_000 });

  const desk = await Desk.of(page);
  await desk.open();
  await expect(desk.list.getByRole("option")).toHaveCount(6);
  await server.kill();
  await expect(banner(page)).toBeVisible({ timeout: 30_000 });
  await expect(desk.question(COLLINS)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("x");
  await expect(desk.message("Not kept: Unknown 1 left out")).toContainText("The server cannot be reached");
  await expect(desk.question(COLLINS)).toBeVisible();
  await shot(page, "restart-review");
  await server.start();
  const { items } = (await (await page.request.get(`/videos/${desk.video}/review`)).json()) as { items: { at_stake: { seconds: number }; sides: { groups: string[] }[] }[] };
  const groups = items.find(({ at_stake: { seconds } }) => Math.round(seconds) === 19)?.sides[0]?.groups;
  const answer = await page.request.post(`/videos/${desk.video}/decisions`, { data: { kind: "exclude", groups, head: 0 } });
  expect(answer.status()).toBe(201);
  await expect(banner(page)).toHaveCount(0, { timeout: 30_000 });
  await expect(desk.question(BIDEN)).toHaveCount(0, { timeout: 60_000 });
  await expect(desk.list.getByRole("option")).toHaveCount(5);
  await desk.question(COLLINS).click();
  await page.keyboard.press("x");
  await expect.poll(() => desk.inForce()).toHaveLength(2);
});
