/** Somebody new: from an empty page to a table of who is on screen, on a server that knows nothing. */

import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onNothing, shot, violations } from "../page";
import { FOLDER } from "../place";
import { Hands } from "../run/hands";
import { sampleFilm, samplePhotograph } from "../run/server";

const test = onNothing("journey");
const FILM = "Dinner with strangers.mp4";

const PERSON = "Barack Obama";

const video = (page: Page) => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0);

async function named(hands: Hands, name: string): Promise<void> {
  await hands.press("n");
  await hands.type(name);
  await expect(hands.page.getByRole("dialog").getByRole("option", { name })).toBeVisible();
  await hands.press("Enter");
  await expect(hands.page.getByRole("dialog")).toHaveCount(0);
}

test("a film is dropped, watched, corrected, analysed again and exported", async ({ watched: page }, info) => {
  test.setTimeout(240_000);
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
  const begun = await value();
  await expect.poll(value, { timeout: 120_000 }).toBeGreaterThan(begun);
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
  await hands.click(page.getByRole("link", { name: "Review this film" }));
  const queue = page.getByRole("listbox", { name: "Questions" }).getByRole("option");
  const current = page.getByRole("listbox", { name: "Questions" }).locator("[aria-current]");
  await expect(queue.first()).toBeVisible();
  const before = await queue.count();
  await expect(current).toContainText("Unknown 1");
  await named(hands, "Eileen Collins");
  await expect(page.getByText("23 s to Eileen Collins")).toBeVisible();
  // By the seconds: a name that goes renumbers those without one.
  while (!/No name\s+17 s/.test(await current.innerText())) await hands.press("ArrowDown");
  await named(hands, PERSON);
  await expect(page.getByText(`17 s to ${PERSON}`)).toBeVisible();
  hands.done("name two people");

  await hands.press("u");
  await expect(page.getByText(/nobody who can be named/)).toBeVisible();
  await hands.press("z");
  await expect(page.getByText(/Undone: .*nobody who can be named/)).toBeVisible();
  hands.done("answer wrongly, and undo it");
  await expect.poll(() => queue.count()).toBeLessThan(before);

  await hands.click(page.getByRole("link", { name: "People" }).first());
  await hands.click(page.getByRole("link", { name: PERSON }).first());
  await expect(page.getByRole("heading", { name: PERSON })).toBeVisible();
  await hands.drop(await samplePhotograph(PERSON));
  await expect(page.getByText("Added", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
  await shot(page, "journey-seed");
  hands.done("add a photograph");

  await hands.click(page.getByRole("link", { name: "Library" }).first());
  await hands.click(card.getByRole("link", { name: "Dinner with strangers" }));
  await hands.click(page.getByRole("button", { name: "Analyse again" }));
  await expect(page.getByText("It is being analysed.")).toBeVisible();
  await expect(page.getByRole("tabpanel").getByRole("button", { name: new RegExp(`${PERSON}.*32`) })).toBeVisible({ timeout: 120_000 });
  await expect(state).toBeVisible({ timeout: 120_000 });
  await shot(page, "journey-again");
  hands.done("analyse again: the photograph names the rest");

  await hands.click(page.getByRole("tab", { name: "Exports" }));
  await hands.click(page.getByRole("checkbox", { name: "Seconds as a table" }));
  await hands.click(page.getByRole("button", { name: "Make 1 export" }));
  const link = page.getByRole("link", { name: /^Download .*on-screen\.csv$/ });
  await expect(link).toBeVisible({ timeout: 60_000 });
  const download = page.waitForEvent("download");
  await hands.click(link);
  const table = readFileSync(await (await download).path(), "utf8").trim().split(/\r?\n/);
  expect(table[0]).toContain("person");
  expect(table.filter((line) => line.includes(PERSON)).length).toBeGreaterThanOrEqual(4);
  expect(table.filter((line) => line.includes("Eileen Collins")).length).toBeGreaterThanOrEqual(4);
  await shot(page, "journey-exported");
  hands.done("export a table");
  await hands.report(info);
});
