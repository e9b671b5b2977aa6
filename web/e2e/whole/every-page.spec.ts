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
  const links = page.getByRole("navigation", { name: "Pages" }).first().getByRole("link");
  await expect(links.first()).toBeVisible();
  const found = new Map<string, string>();
  for (const link of await links.all()) found.set((await link.innerText()).split("\n")[0]?.toLowerCase() ?? "", (await link.getAttribute("href")) ?? "");
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
