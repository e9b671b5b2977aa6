/** Somebody new: from an empty page to a table of who is on screen, on a server that knows nothing. */

import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onNothing, shot, violations } from "../page";
import { FOLDER } from "../place";
import { Hands } from "../run/hands";
import { sampleFilm } from "../run/server";

const test = onNothing("journey");
const FILM = "Dinner with strangers.mp4";

const video = (page: Page) => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);

test("a film is dropped, watched, corrected, analysed again and exported", async ({ watched: page }, info) => {
  test.setTimeout(420_000);
  const file = join(FOLDER, FILM);
  copyFileSync(await sampleFilm(), file);
  const hands = new Hands(page);

  await page.goto("");
  await expect(page.getByRole("heading", { name: "No videos yet" })).toBeVisible();
  await hands.drop(file);
  const card = page.getByRole("article", { name: "Dinner with strangers" });
  await expect(card).toBeVisible({ timeout: 30_000 });
  await expect(card.getByText(/Analysing \d+ %/)).toBeVisible({ timeout: 60_000 });
  await shot(page, "journey-analysing");
  hands.done("add a film");

  await hands.click(card.getByRole("link", { name: "Dinner with strangers" }));
  await expect(page.getByRole("heading", { name: "Finding out who is on screen" })).toBeVisible();
  const progress = page.getByRole("progressbar", { name: "Progress of the analysis" });
  const value = async () => Number((await progress.getAttribute("aria-valuenow")) ?? "0");
  const before = await value();
  await expect.poll(value, { timeout: 120_000 }).toBeGreaterThan(before);
  await shot(page, "journey-progress");
  expect(await violations(page)).toEqual([]);
  await hands.press(" ");
  await expect.poll(() => video(page)).toBeGreaterThan(0.5);
  await hands.press("k");
  const state = page.locator("main header").getByText("Ready");
  await expect(state).toBeVisible({ timeout: 300_000 });
  await expect(page.getByTestId("timeline")).toBeVisible();
  await shot(page, "journey-ready");
  hands.done("watch it being analysed, and watch it");

  await hands.click(page.getByRole("tab", { name: /Review/ }));
  await expect(page.getByRole("heading", { name: "4 questions to review" })).toBeVisible();
  await hands.click(page.getByRole("link", { name: "Review this film" }));
  await expect(page.getByRole("heading", { name: "Who is this?" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "4 left" })).toBeVisible();
  for (const [name, left] of [["Barack", 3], ["Eileen", 2]] as const) {
    await hands.press("n");
    await hands.type(name);
    await expect(page.getByRole("dialog").getByRole("option", { name })).toBeVisible();
    await hands.press("Enter");
    await expect(page.getByRole("status").filter({ hasText: `${String(left)} left` })).toBeVisible();
  }
  hands.done("name two people");

  await hands.press("z");
  await expect(page.getByText("Undone: 23 s to Eileen")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "3 left" })).toBeVisible();
  hands.done("undo one");

  await page.goBack();
  await hands.click(page.getByRole("button", { name: "Analyse again" }));
  await expect(page.getByText("It is being analysed.")).toBeVisible();
  await expect(state).toBeVisible({ timeout: 120_000 });
  await hands.click(page.getByRole("tab", { name: "People" }));
  await expect(page.getByRole("tabpanel").getByRole("button", { name: /Barack/ })).toBeVisible();
  hands.done("analyse again");

  await hands.click(page.getByRole("tab", { name: "Exports" }));
  await hands.click(page.getByRole("checkbox", { name: "Timeline as a table" }));
  await hands.click(page.getByRole("button", { name: "Make 1 export" }));
  const link = page.getByRole("link", { name: "Download timeline.csv" });
  await expect(link).toBeVisible({ timeout: 60_000 });
  const begun = page.waitForEvent("download");
  await hands.click(link);
  const table = readFileSync(await (await begun).path(), "utf8").trim().split(/\r?\n/);
  expect(table[0]).toContain("person");
  expect(table.filter((line) => line.includes("Barack")).length).toBeGreaterThanOrEqual(4);
  expect(table.some((line) => line.includes("Eileen"))).toBe(false);
  await shot(page, "journey-exported");
  hands.done("export a table");
  await hands.report(info);
});
