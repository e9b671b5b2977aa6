/** Jobs on a real server: followed, stopped, gone on with, failed for a reason, and removed. */

import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onSample, shot, violations } from "./page";
import { FILMS } from "./place";
import { SAMPLE } from "./run/server";

const test = onSample("jobs");
const PLAIN = join(FILMS, "Harbour_S01E01_landfall.mp4");

interface Known {
  items: { id: string; name: string }[];
}

const rows = (page: Page) => page.getByRole("list", { name: "Jobs" }).getByRole("listitem");
const rail = (page: Page) => page.getByRole("navigation", { name: "Pages" }).first();

async function videoOf(page: Page, name: string): Promise<string> {
  const known = (await (await page.request.get("/videos?limit=200")).json()) as Known;
  const found = known.items.find((video) => video.name === name);
  if (found === undefined) throw new Error(`${name} is not here`);
  return found.id;
}

/** Where the server keeps the video that was sent. */
function takenIn(folder: string): string {
  const found = readdirSync(join(folder, "media"), { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".mp4"));
  if (found === undefined) throw new Error("no video was taken in");
  return join(folder, "media", found);
}

async function ask(page: Page, video: string, app: string): Promise<string> {
  const answer = await page.request.post("/jobs", { data: { app, video, fresh: true } });
  expect(answer.status()).toBe(202);
  return ((await answer.json()) as { id: string }).id;
}

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`jobs/${query}`);
  await expect(page.getByRole("heading", { name: "Jobs", level: 1 })).toBeVisible();
}

test.describe.configure({ mode: "serial" });

test("what was asked for is listed, and what it is narrowed to is in the address", async ({ watched: page }) => {
  await open(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText("everything was there already");
  expect(await violations(page)).toEqual([]);
  await shot(page, "jobs-dark");
  await page.getByRole("button", { name: "Application" }).click();
  await page.getByRole("menuitemradio", { name: "Who is on screen, and when" }).click();
  await expect(page).toHaveURL(/app=faces/);
  await expect(rows(page)).toHaveCount(1);
  await page.keyboard.press("/");
  await page.keyboard.type("nothing of this name");
  await expect(page).toHaveURL(/q=nothing/);
  await page.getByRole("button", { name: "Show all jobs" }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: /^Failed/ }).click();
  await expect(page.getByRole("heading", { name: "No job fits" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: /^Failed/, pressed: true })).toBeVisible();
});

test("the page of a job has its stages, events, files and settings", async ({ watched: page }) => {
  await open(page, "?app=faces&state=succeeded");
  await rows(page).first().getByRole("link").click();
  await page.getByRole("button", { name: /Finding faces/ }).click();
  await expect(page.getByRole("region", { name: "Finding faces" })).toContainText("done");
  await page.getByRole("tab", { name: "Events" }).click();
  await expect(page.getByRole("list", { name: /Events/ })).toContainText("Everything is done");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByText("say nothing about this job").or(page.getByRole("log"))).toBeVisible();
  await page.getByRole("tab", { name: "Files" }).click();
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download people.csv" }).click();
  expect(readFileSync(await (await begun).path(), "utf8")).toContain("Barack Obama");
  await page.getByRole("tab", { name: "Settings" }).click();
  await expect(page.getByText("Every stage ran with its defaults.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect(page).toHaveURL(/tab=settings/);
  await page.goto("job/?id=nothing");
  await expect(page.getByRole("heading", { name: "This job cannot be shown" })).toBeVisible();
});

test("a job is followed while it works, stopped, and goes on", async ({ watched: page }) => {
  test.setTimeout(180_000);
  await open(page);
  const id = await ask(page, await videoOf(page, SAMPLE), "faces");
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).first()).toContainText(/Finding shots|Finding faces|Reading the film/, { timeout: 60_000 });
  await expect(rail(page).getByRole("link", { name: /Jobs\s*1 working/ })).toBeVisible();
  await shot(page, "jobs-working");
  expect(await violations(page)).toEqual([]);
  await rows(page).first().getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`job/\\?id=${id}`));
  await expect(page.getByRole("progressbar", { name: "Progress of the job" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
  await shot(page, "job-working");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("tab", { name: "Events" }).click();
  await expect(page.getByRole("list", { name: /Events/ })).toContainText("It was asked for");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("What is finished is kept.")).toBeVisible();
  await expect(page.getByRole("list", { name: /Events/ })).toContainText("It was stopped", { timeout: 30_000 });
  await page.getByRole("button", { name: "Retry from where it stopped" }).click();
  await expect(page.getByText("It goes on from where it stopped.")).toBeVisible();
  await expect(page.getByRole("list", { name: /Events/ })).toContainText("Somebody let it go on");
  await page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await expect(page.getByRole("button", { name: "Retry from where it stopped" })).toBeVisible({ timeout: 30_000 });
});

test("a failed job says why and what to do, and goes on when the reason is gone", async ({ watched: page, server }) => {
  test.setTimeout(120_000);
  await page.request.post("/videos", { multipart: { file: { name: basename(PLAIN), mimeType: "video/mp4", buffer: readFileSync(PLAIN) } } });
  const kept = takenIn(server.folder);
  rmSync(kept);
  await ask(page, await videoOf(page, basename(PLAIN)), "media");
  await open(page, "?state=failed");
  const row = rows(page).filter({ hasText: "Harbour" });
  await row.getByRole("button", { name: /^Failed/ }).click({ timeout: 60_000 });
  const why = row.getByRole("group", { name: "Why it failed" });
  await expect(why).toContainText("What to do:");
  await shot(page, "jobs-failed");
  expect(await violations(page)).toEqual([]);
  copyFileSync(PLAIN, kept);
  await row.getByRole("button", { name: "Retry from where it stopped", exact: true }).click();
  await expect(page.getByText("It goes on from where it stopped.")).toBeVisible();
  await expect(row).toHaveCount(0);
  await open(page, "?state=succeeded&app=media");
  await expect(rows(page)).toHaveCount(1, { timeout: 60_000 });
});

test("jobs wait in the order that they are given, and are removed together", async ({ watched: page }) => {
  await page.request.post("/cluster/nodes/local/maintenance", { data: { on: true } });
  await ask(page, await videoOf(page, SAMPLE), "media");
  await open(page, "?state=queued");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: /More for the job of/ }).click();
  await page.getByRole("menuitemradio", { name: "Sooner" }).click();
  await expect(rows(page).first()).toContainText("Sooner");
  await page.getByRole("checkbox", { name: /Select the job of/ }).check();
  await page.keyboard.press("s");
  await expect(rows(page)).toHaveCount(0);
  await page.request.post("/cluster/nodes/local/maintenance", { data: { on: false } });
  await open(page, "?state=cancelled");
  await expect(rows(page)).toHaveCount(2);
  await page.keyboard.press("Control+a");
  await expect(page.getByRole("toolbar", { name: "What is selected" })).toContainText("2 selected");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Remove 2 jobs?" });
  await expect(dialog).toContainText("This cannot be undone.");
  await shot(page, "jobs-remove");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("2 jobs removed")).toBeVisible();
  await page.getByRole("button", { name: "Show all jobs" }).click();
  await page.getByRole("button", { name: "Remove finished" }).click();
  const tidy = page.getByRole("dialog", { name: "Remove finished jobs" });
  await expect(tidy).toContainText("No job is like that");
  await tidy.getByLabel("Done").check();
  await expect(tidy).toContainText("shown as not analysed");
  await shot(page, "jobs-tidy");
  expect(await violations(page)).toEqual([]);
  await tidy.getByRole("button", { name: "Keep" }).click();
});

for (const scheme of ["dark", "light"] as const) {
  test.describe(`on a phone, ${scheme}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    test("jobs fit and can be touched", async ({ watched: page }) => {
      await open(page);
      await expect(rows(page).first()).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await violations(page)).toEqual([]);
      await shot(page, `jobs-phone-${scheme}`);
      await rows(page).last().getByRole("link").click();
      await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await violations(page)).toEqual([]);
      await shot(page, `job-phone-${scheme}`);
    });
  });
}
