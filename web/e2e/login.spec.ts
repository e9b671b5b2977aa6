/** A server that asks for a login: nothing is shown before, and writes work after. */

import { join } from "node:path";

import { expect, shot, test, violations } from "./page";
import { FILMS, GUARDED, KEY } from "./place";

test.use({ baseURL: `${GUARDED}/ui/` });

test("a login leads back to where somebody wanted to go, and out again", async ({ watched: page }) => {
  await page.goto("?view=table");
  await expect(page).toHaveURL(/\/ui\/login\/\?next=/);
  await page.getByLabel("Key").fill("tlc_nobody_has_this");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByText("This key is not known here")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "login-refused");
  await page.getByLabel("Key").fill(KEY);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).toHaveURL(`${GUARDED}/ui/?view=table`);
  await expect(page.getByRole("heading", { name: "No videos yet" })).toBeVisible();

  await page.evaluate(() => localStorage.setItem("telecine.then", "nothing"));
  await page.reload();
  await page.getByTestId("files").setInputFiles(join(FILMS, "Harbour_S01E02_undertow.mp4"));
  await expect(page.getByRole("row", { name: /undertow/ })).toBeVisible();

  await page.getByRole("navigation", { name: "Pages" }).first().getByRole("button").click();
  await page.getByRole("menuitem", { name: /Log out/ }).click();
  await expect(page).toHaveURL(/\/ui\/login\//);
});
