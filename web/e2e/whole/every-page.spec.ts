/** Every page of the navigation: nobody is shut out, nothing moves, nothing sticks out on a phone, nothing is too heavy. */

import type { Page } from "@playwright/test";

import { expect, onSample, shot, violations } from "../page";
import { Desk } from "../run/desk";
import { measure, measured, stickingOut } from "../run/vitals";

const test = onSample("pages");

const MOST_SHIFT = 0.05;
const MOST_SCRIPT_BYTES = 400_000;

/** Addresses with a name each: those of the navigation, and those that only links lead to. */
async function pages(page: Page): Promise<Map<string, string>> {
  const { video } = await Desk.of(page);
  await page.goto("");
  await expect(page.getByRole("navigation", { name: "Pages" }).getByRole("link").first()).toBeVisible();
  // Also those that a phone has behind "More".
  const links = page.locator("nav[aria-label=Pages] a");
  const found = new Map<string, string>();
  for (const href of new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "")))) {
    found.set(href.split("/").filter((part) => part !== "" && part !== "ui").join("-") || "library", href);
  }
  expect(found.size).toBeGreaterThan(1);
  for (const tab of ["people", "review", "runs", "exports"]) found.set(`video-${tab}`, `/ui/video/?id=${video}&tab=${tab}`);
  found.set("nowhere", "/ui/nowhere/");
  return found;
}

/** The page, with everything that it waits for. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole("heading").first()).toBeVisible();
  await expect(page.locator(".skeleton,[aria-busy=true]")).toHaveCount(0);
}

test("a page that is come to from another one shows what it shows when it is opened", async ({ watched: page }) => {
  const links = page.locator("nav[aria-label=Pages]").first().getByRole("link");
  await page.goto("");
  await expect(links.first()).toBeVisible();
  const addresses = [...new Set(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? "")))];
  const content = page.getByRole("main");
  const shown = new Map<string, number>();
  for (const address of addresses) {
    await open(page, address);
    shown.set(address, (await content.innerText()).length);
  }
  for (const address of [...addresses, ...addresses]) {
    await page.locator(`nav[aria-label=Pages]`).first().locator(`a[href="${address}"]`).last().click();
    await expect(page).toHaveURL(new RegExp(`${address}(\\?|$)`));
    await expect.poll(async () => (await content.innerText()).length, address).toBeGreaterThan(0.8 * (shown.get(address) ?? 0));
  }
});

for (const scheme of ["dark", "light"] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    test("on a screen", async ({ watched: page }, info) => {
      test.setTimeout(240_000);
      await measure(page);
      for (const [name, address] of await pages(page)) {
        await test.step(name, async () => {
          await open(page, address);
          const vitals = await measured(page);
          info.annotations.push({ type: name, description: JSON.stringify(vitals) });
          expect.soft(vitals.shift, `${name} moves`).toBeLessThan(MOST_SHIFT);
          expect.soft(vitals.scripts, `${name} is heavy`).toBeLessThan(MOST_SCRIPT_BYTES);
          expect.soft(await violations(page), name).toEqual([]);
          await shot(page, `page-${name}-${scheme}`);
        });
      }
    });

    test.describe("on a phone", () => {
      test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
      test("on a phone", async ({ watched: page }) => {
        test.setTimeout(240_000);
        await measure(page);
        for (const [name, address] of await pages(page)) {
          await test.step(name, async () => {
            await open(page, address);
            expect.soft((await measured(page)).shift, `${name} moves`).toBeLessThan(MOST_SHIFT);
            expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${name} is too wide`).toBeLessThanOrEqual(390);
            expect.soft(await stickingOut(page), name).toEqual([]);
            expect.soft(await violations(page), name).toEqual([]);
            await shot(page, `page-${name}-phone-${scheme}`);
          });
        }
      });
    });
  });
}
