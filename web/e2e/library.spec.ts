/** The library on a real server with real videos: from the empty page to removing what was added. */

import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, shot, test, violations } from "./page";
import { FILMS } from "./place";

const FIRST = join(FILMS, "Harbour_S01E01_landfall.mp4");
const SECOND = join(FILMS, "Harbour_S01E02_undertow.mp4");

const card = (page: Page, name: string) => page.getByRole("article", { name });
const tray = (page: Page) => page.getByRole("region", { name: "Videos on their way" });

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(query);
  await expect(page.getByRole("heading", { name: "Library", level: 1 })).toBeVisible();
}

/** After an upload: find shots and make a preview, which needs no model. */
async function thenPreview(page: Page): Promise<void> {
  await page.evaluate(() => localStorage.setItem("telecine.then", "media"));
  await page.reload();
}

test.describe.configure({ mode: "serial" });

test("an empty library says how to begin", async ({ watched: page }) => {
  await open(page);
  await expect(page.getByRole("heading", { name: "No videos yet" })).toBeVisible();
  await shot(page, "empty-dark");
  expect(await violations(page)).toEqual([]);
});

test("files are sent, looked into and analysed; what is no video is said", async ({ watched: page }) => {
  await open(page);
  await thenPreview(page);
  await page.getByTestId("files").setInputFiles([FIRST, SECOND, join(FILMS, "broken.mp4"), join(FILMS, "notes.txt")]);
  await expect(page.getByText("notes.txt is no video")).toBeVisible();
  await expect(tray(page).getByText("Not added", { exact: true })).toBeVisible({ timeout: 30_000 });
  await shot(page, "tray");
  expect(await violations(page)).toEqual([]);
  for (const name of ["Harbour S01E01 landfall", "Harbour S01E02 undertow"]) {
    await expect(card(page, name).getByText("Ready")).toBeVisible({ timeout: 60_000 });
    await expect(card(page, name).locator("img").first()).toHaveJSProperty("complete", true);
  }
  await tray(page).getByRole("button", { name: "Close" }).click();
  await expect(tray(page)).toHaveCount(0);
  await shot(page, "grid-dark");
});

test("an upload is paused, and goes on with what the server has", async ({ watched: page }) => {
  await open(page);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const speed = (bytes: number) =>
    cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
  await speed(300_000);
  const begun: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/uploads")) begun.push(request.url());
  });
  await page.evaluate(() => localStorage.setItem("telecine.then", "nothing"));
  await page.reload();
  await page.getByTestId("files").setInputFiles(join(FILMS, "kestrel_30s.mp4"));
  await expect(tray(page).getByRole("progressbar", { name: /kestrel/ })).toBeVisible();
  await page.getByRole("button", { name: "Pause kestrel_30s.mp4" }).click();
  await expect(tray(page).getByText("kept · paused")).toBeVisible();
  await shot(page, "paused");
  await speed(-1);
  await page.getByRole("button", { name: "Go on with kestrel_30s.mp4" }).click();
  await expect(card(page, "kestrel 30s").getByText("Not analysed")).toBeVisible({ timeout: 30_000 });
  expect(begun).toHaveLength(1);
});

test("a path of the server is taken, and a wrong one is told why not", async ({ watched: page }) => {
  await open(page);
  await page.keyboard.press("u");
  const dialog = page.getByRole("dialog", { name: "Add from a link or a folder" });
  await dialog.getByLabel("Links, or a path on the server").fill("/etc/passwd.mp4");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await shot(page, "link-refused");
  expect(await violations(page)).toEqual([]);
  await dialog.getByLabel("Links, or a path on the server").fill("http://127.0.0.1/private.mp4");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("what is looked for is in the address, and comes back with it", async ({ watched: page }) => {
  await open(page);
  await page.keyboard.press("/");
  await page.keyboard.type("landfall");
  await expect(page).toHaveURL(/q=landfall/);
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/view=table/);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  await page.reload();
  const rows = page.getByRole("table", { name: "Videos" }).getByRole("row");
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(1)).toContainText("landfall");
  await shot(page, "table-dark");
  expect(await violations(page)).toEqual([]);
  await open(page, "?state=stopped");
  await page.getByRole("button", { name: "Show all videos" }).click();
  await expect(page.getByRole("article")).toHaveCount(3);
});

test("episodes of one show stand together", async ({ watched: page }) => {
  await open(page);
  await card(page, "landfall").hover();
  await page.getByRole("checkbox", { name: /landfall/ }).click();
  await page.getByRole("checkbox", { name: /undertow/ }).click();
  await shot(page, "selected-dark");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Show and season" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Show").fill("Harbour Lights");
  await dialog.getByLabel("Season").fill("1");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Harbour Lights" })).toBeVisible();
  await expect(card(page, "E02")).toBeVisible();
});

test("coming back to a list shows it", async ({ watched: page }) => {
  await open(page);
  for (const shown of [page.getByRole("article"), page.getByRole("row")]) {
    await expect(shown.first()).toBeVisible();
    await page.getByRole("link", { name: "Review" }).first().click();
    await expect(page.getByRole("heading", { name: "Review", level: 1 })).toBeVisible();
    await page.goBack();
    await expect(shown.first()).toBeVisible();
    await page.keyboard.press("v");
  }
});

test("the palette and the key map are there on their keys", async ({ watched: page }) => {
  await open(page);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("What do you want to do?").fill("table");
  expect(await violations(page)).toEqual([]);
  await shot(page, "palette");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/view=table/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Add videos");
  expect(await violations(page)).toEqual([]);
});

test("the page says when the server is away, and goes on when it is back", async ({ watched: page, context }) => {
  await open(page);
  await context.setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  await shot(page, "offline");
  await context.setOffline(false);
  await expect(page.getByText("You are offline.")).toHaveCount(0);
});

for (const scheme of ["dark", "light"] as const) {
  test.describe(`on a phone, ${scheme}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    test("everything fits and can be touched", async ({ watched: page }) => {
      await open(page);
      await expect(page.getByRole("article").first()).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("data-theme", scheme);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      expect(await violations(page)).toEqual([]);
      await shot(page, `phone-${scheme}`);
    });
  });
}

test.describe("in the light", () => {
  test.use({ colorScheme: "light" });
  test("the library and the login can be read", async ({ watched: page }) => {
    await open(page);
    await expect(page.getByRole("article").first()).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await shot(page, "grid-light");
    await page.goto("login/");
    await expect(page.getByLabel("Key")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await shot(page, "login-light");
  });
});

test("nothing moves while the library comes up", async ({ watched: page }) => {
  await page.addInitScript(() => {
    const moved: number[] = [];
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if ("value" in entry && typeof entry.value === "number") moved.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await open(page);
  await expect(page.getByRole("article").first().locator("img").first()).toBeVisible();
  await page.waitForLoadState("load");
  const moved = await page.evaluate<number[]>("window.moved");
  expect(moved.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.02);
});

test("removing says what goes, and takes it away", async ({ watched: page }) => {
  await open(page);
  await card(page, "kestrel").hover();
  await page.getByRole("checkbox", { name: /kestrel/ }).click();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: /Remove “kestrel 30s”/ });
  await expect(dialog.getByText("This cannot be undone.")).toBeVisible();
  await shot(page, "remove");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText("1 video removed")).toBeVisible();
  await expect(card(page, "kestrel")).toHaveCount(0);
});
