/** The system on a real server, and what each role may see of it. */

import type { Page } from "@playwright/test";

import { expect, shot, test, violations } from "./page";
import { GUARDED, KEY } from "./place";

const TABS = ["nodes", "queues", "models", "storage", "settings", "keys", "logs", "audit"] as const;

async function open(page: Page, tab: string): Promise<void> {
  await page.goto(`system/?tab=${tab}`);
  await expect(page.getByRole("heading", { name: "System", level: 1 })).toBeVisible();
  await expect(page.getByRole("tabpanel").locator("[aria-busy=true]")).toHaveCount(0);
}

for (const scheme of ["dark", "light"] as const) {
  test.describe(`in the ${scheme}`, () => {
    test.use({ colorScheme: scheme });
    test("every tab can be read", async ({ watched: page }) => {
      test.setTimeout(120_000);
      for (const tab of TABS) {
        await open(page, tab);
        expect(await violations(page)).toEqual([]);
        await shot(page, `system-${tab}-${scheme}`);
      }
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test("every tab fits", async ({ watched: page }) => {
    test.setTimeout(120_000);
    for (const tab of TABS) {
      await open(page, tab);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBe(390);
      expect(await violations(page)).toEqual([]);
      await shot(page, `system-phone-${tab}`);
    }
  });
});

test("a node rests, and goes on", async ({ watched: page }) => {
  await open(page, "nodes");
  const node = page.getByRole("article", { name: "local" });
  await expect(node).toContainText("Takes work");
  await node.getByRole("button", { name: "Let it rest" }).click();
  await expect(page.getByText("local rests")).toBeVisible();
  await expect(node).toContainText("Rests");
  await page.getByRole("button", { name: "Let it go on" }).first().click();
  await expect(node).toContainText("Takes work", { timeout: 30_000 });
});

test("figures are gathered while the page is open", async ({ watched: page }) => {
  await open(page, "queues");
  await expect(page.getByText("No part of a job was queued yet.").or(page.getByRole("img", { name: /Parts of jobs/ }))).toBeVisible();
  const chart = page.getByRole("img", { name: /Processor cores/ });
  await expect(chart.locator("svg path.recharts-curve")).toHaveCount(1);
  await expect(page.getByText("(3 times so far)")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("tab", { name: "Models" }).click();
  await expect(page.getByRole("article", { name: "CenterFace 2019" })).toContainText("MIT");
  await expect(page).toHaveURL(/tab=models/);
});

test("settings show what was changed, and no secret", async ({ watched: page }) => {
  await open(page, "settings");
  await expect(page.getByText("TELECINE_AUTH__BOOTSTRAP_KEY")).toBeVisible();
  await page.getByRole("button", { name: /Only what was changed/ }).click();
  await expect(page).toHaveURL(/changed=yes/);
  await expect(page.getByText("TELECINE_SOURCES__FOLDER_ROOTS")).toBeVisible();
  await expect(page.getByText("TELECINE_AUTH__BOOTSTRAP_KEY")).toHaveCount(0);
});

test("the log is followed, held and searched", async ({ watched: page }) => {
  await open(page, "logs");
  await page.getByRole("button", { name: "Requests" }).click();
  const log = page.getByRole("log");
  await expect(log).toContainText("api.request");
  await page.getByRole("button", { name: "Hold" }).click();
  await page.request.get("/livez");
  await expect(page.getByRole("button", { name: /Go on · \d+ new line/ })).toBeVisible();
  await page.getByLabel("Find in the log").fill("admin/logs");
  await expect(page).toHaveURL(/find=admin/);
  await expect(log.locator("p").first()).toContainText("/admin/logs/stream");
  await page.getByLabel("Find in the log").fill("surely nothing");
  await expect(page.getByRole("heading", { name: "No line fits" })).toBeVisible();
});

test.describe("where people log in", () => {
  test.use({ baseURL: `${GUARDED}/ui/` });

  async function logIn(page: Page, key: string, next: string): Promise<void> {
    await page.goto(`login/?next=${encodeURIComponent(`/ui/${next}`)}`);
    await page.getByLabel("Key").fill(key);
    await page.getByRole("button", { name: "Log in" }).click();
    await expect(page).toHaveURL(`${GUARDED}/ui/${next}`);
  }

  test("a model is fetched, and it is said how far it is", async ({ watched: page }) => {
    await logIn(page, KEY, "system/?tab=models");
    const card = page.getByRole("article", { name: /^CenterFace/ });
    await expect(card.getByText("Not fetched")).toBeVisible();
    await expect(page.getByText(/2 models that jobs need are not here yet/)).toBeVisible();
    await card.getByRole("button", { name: "Fetch", exact: true }).click();
    await expect(card.getByRole("progressbar", { name: /^Fetching CenterFace/ })).toBeVisible();
    await shot(page, "system-model-fetching");
    await expect(card.getByText("Here", { exact: true })).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText(/^A model that jobs need is not here yet/)).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });

  test("a key is made, shown once, lets somebody look and nothing else, and is revoked", async ({ watched: page, browser }) => {
    await logIn(page, KEY, "system/?tab=keys");
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog", { name: "New key" });
    await dialog.getByLabel("Who or what will use it").fill("Night shift");
    expect(await violations(page)).toEqual([]);
    await shot(page, "system-key-new");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const shown = page.getByRole("dialog", { name: "The key of Night shift" });
    const key = (await shown.getByTestId("key").textContent()) ?? "";
    expect(key).toMatch(/^tlc_[0-9a-f]{12}_/);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await shown.getByRole("button", { name: "Copy the key" }).click();
    await expect(shown.getByText("Copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    expect(await violations(page)).toEqual([]);
    await shot(page, "system-key-shown");
    await shown.getByRole("button", { name: "I have it" }).click();
    await expect(page.getByText(key)).toHaveCount(0);
    const row = page.getByRole("row", { name: /Night shift/ });
    await expect(row).toContainText("viewer");

    const other = await browser.newContext({ baseURL: `${GUARDED}/ui/` });
    const looking = await other.newPage();
    await logIn(looking, key, "system/?tab=logs");
    await expect(looking.getByRole("heading", { name: "Only administrators see the log" })).toBeVisible();
    for (const tab of ["settings", "audit"]) {
      await looking.goto(`system/?tab=${tab}`);
      await expect(looking.getByRole("heading", { name: /Only administrators see/ })).toBeVisible();
    }
    await looking.goto("system/?tab=keys");
    await expect(looking.getByText("Only administrators see and make keys.")).toBeVisible();
    await shot(looking, "system-viewer");
    expect(await violations(looking)).toEqual([]);
    await looking.goto("system/?tab=nodes");
    await expect(looking.getByRole("article", { name: "local" })).toBeVisible();
    await expect(looking.getByRole("button", { name: "Let it rest" })).toHaveCount(0);
    await looking.goto("jobs/");
    await expect(looking.getByRole("heading", { name: "Jobs", level: 1 })).toBeVisible();
    await expect(looking.getByRole("button", { name: "Remove finished" })).toHaveCount(0);

    await row.getByRole("button", { name: "Revoke Night shift" }).click();
    await page.getByRole("dialog", { name: "Revoke the key of Night shift?" }).getByRole("button", { name: "Revoke" }).click();
    await expect(row).toContainText("Revoked");
    await looking.goto("jobs/");
    await expect(looking).toHaveURL(/\/login\//);
    await other.close();

    await page.getByRole("tab", { name: "Record" }).click();
    await expect(page.getByRole("table").getByText("Keys: revoke")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await shot(page, "system-record");
  });
});
