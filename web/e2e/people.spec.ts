/** People on a real server with a film in which they are seen: from nobody to being forgotten. */

import { join } from "node:path";

import type { Page } from "@playwright/test";

import { expect, onSample, shot, violations } from "./page";
import { KEPT } from "./place";
import { SAMPLE } from "./run/server";

const test = onSample("people");
const NAME = "Barack Obama";
const PHOTO = join(KEPT, "sample/cast", NAME, "obama-2012.jpg");

interface Known {
  items: { id: string; name: string; state: string }[];
}

const pictures = (page: Page) => page.getByRole("region", { name: "Pictures" }).getByRole("listitem");

async function open(page: Page): Promise<void> {
  await page.goto("person/?id=barack-obama");
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
}

/** Corrections set work going, and nobody is forgotten meanwhile. */
async function atRest(page: Page): Promise<void> {
  const busy = async () => ((await (await page.request.get("/jobs?limit=200")).json()) as Known).items.filter(({ state }) => state === "queued" || state === "running").length;
  await expect.poll(busy, { timeout: 60_000 }).toBe(0);
}

test.describe.configure({ mode: "serial" });

test("a home without people says how to begin", async ({ watched: page }) => {
  await page.goto("people/");
  await expect(page.getByRole("heading", { name: "Nobody is known yet" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "people-empty");
});

test("somebody of a cast folder is not here yet, and can be added", async ({ watched: page }) => {
  await page.goto("person/?id=barack-obama");
  await page.getByRole("button", { name: `Add ${NAME}` }).click();
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue(NAME);
});

test("photographs are looked at, and those that teach nothing are refused with the reason", async ({ watched: page }) => {
  await page.goto("people/");
  await expect(page.getByRole("heading", { name: "Nobody is known yet" })).toBeVisible();
  const faceless = { name: "wall.png", mimeType: "image/png", buffer: await page.screenshot() };
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Add somebody" });
  await dialog.getByLabel("Name").fill(NAME);
  await dialog.getByTestId("photos").setInputFiles(PHOTO);
  await dialog.getByTestId("photos").setInputFiles(faceless);
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Add with 2 photographs" }).click();
  await expect(page.getByText("1 of 2 photographs added")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Choose one where the face is to be seen")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "people-refused");
  await page.getByRole("button", { name: "Open their page" }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
  await expect(pictures(page)).toHaveCount(1);
});

test("their page leads into the film where they come first, and the film leads back", async ({ watched: page }) => {
  await open(page);
  expect(await violations(page)).toEqual([]);
  await shot(page, "person-dark");
  await page.getByRole("link", { name: /^Watch .* from 0:/ }).click();
  await expect(page).toHaveURL(/video\/\?id=.*&t=\d+\.\d{3}&who=barack-obama/);
  await page.goto(page.url().replace(/&t=.*/, "&tab=people"));
  await page.getByRole("link", { name: `Page of ${NAME}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
});

test("a name is changed where it stands, and back", async ({ watched: page }) => {
  await open(page);
  await page.keyboard.press("e");
  await page.getByRole("textbox", { name: "Name" }).fill("Somebody Else");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Somebody Else" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
});

test("a photograph that was removed comes back", async ({ watched: page }) => {
  await open(page);
  await page.getByTestId("photos").setInputFiles(PHOTO);
  await expect(page.getByText("Here already")).toBeVisible();
  // A run has to have used it before it can come back; until then the page asks.
  await page.getByRole("button", { name: /^What to do with/ }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(page.getByRole("dialog", { name: "Remove this picture?" }).or(page.getByText("Picture removed"))).toBeVisible();
  const ask = page.getByRole("dialog", { name: "Remove this picture?" });
  if (await ask.isVisible()) {
    await ask.getByRole("button", { name: "Keep" }).click();
  } else {
    await page.getByRole("button", { name: "Undo" }).click();
  }
  await expect(pictures(page)).toHaveCount(1);
});

test("a film teaches, and the lesson is taken back", async ({ watched: page }) => {
  await open(page);
  await page.keyboard.press("t");
  const dialog = page.getByRole("dialog", { name: `Learn ${NAME} from a film` });
  await expect(dialog.getByRole("checkbox").first()).toBeChecked();
  expect(await violations(page)).toEqual([]);
  await shot(page, "person-teach");
  await dialog.getByRole("button", { name: `They are ${NAME}: learn` }).click();
  await expect(page.getByText(/now$/).first()).toBeVisible();
  await expect(page.getByText(/[1-9] confirmed face/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Taken back", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
});

test("a show is added up in a chart and in a table", async ({ watched: page }) => {
  const known = (await (await page.request.get("/videos?limit=200")).json()) as Known;
  const film = known.items.find(({ name }) => name === SAMPLE);
  await page.request.patch(`/videos/${film?.id ?? ""}`, { data: { show: "Harbour", season: 1, episode: 1 } });
  await page.goto("people/?show=harbour");
  await expect(page.getByRole("link", { name: NAME })).toBeVisible();
  await expect(page.getByText(/s · 1 video$/)).toBeVisible();
  await page.getByRole("button", { name: "Screen time" }).click();
  await expect(page.getByRole("img", { name: /^Seconds on screen of 1 person/ }).locator("svg").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Seconds of everybody in each episode" }).getByRole("row", { name: NAME })).toContainText(/\d s/);
  expect(await violations(page)).toEqual([]);
  await shot(page, "people-totals");
  const begun = page.waitForEvent("download");
  await page.getByRole("button", { name: "Table as CSV" }).click();
  expect((await begun).suggestedFilename()).toBe("harbour-screen-time.csv");
});

test("who may be the same is asked, a film at a time and of everybody", async ({ watched: page }) => {
  await page.goto("people/?tab=pairs");
  await expect(page.getByRole("heading", { name: "Taken for two within a film" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Two people of this home who look alike" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await open(page);
  await page.getByRole("button", { name: "Compare with everybody" }).click();
  await expect(page.getByText("Nobody else has a picture")).toBeVisible({ timeout: 30_000 });
});

for (const scheme of ["dark", "light"] as const) {
  test.describe(`on a phone, ${scheme}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    for (const address of ["people/", "people/?view=table", "people/?show=harbour&tab=totals", "person/?id=barack-obama"]) {
      test(`${address} fits and can be touched`, async ({ watched: page }) => {
        await page.goto(address);
        await expect(page.getByText(NAME).first()).toBeVisible();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
        expect(await violations(page)).toEqual([]);
      });
    }
  });
}

test("two become one, and it says beforehand what becomes of whom", async ({ watched: page }) => {
  await page.request.post("/people", { data: { name: "The President" } });
  await page.goto("person/?id=the-president");
  await expect(page.getByRole("heading", { level: 1, name: "The President" })).toBeVisible();
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: new RegExp(NAME) }).click();
  await expect(dialog.getByText("This cannot be taken back.")).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "person-merge");
  await dialog.getByRole("button", { name: "Make one person" }).click();
  await expect(page.getByText(`The President is ${NAME} now`)).toBeVisible();
  await page.goto("person/?id=the-president");
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();
});

test("forgetting asks for the name, and leaves nobody", async ({ watched: page }) => {
  await atRest(page);
  await open(page);
  await page.getByRole("button", { name: `More about ${NAME}` }).first().click();
  await page.getByRole("menuitem", { name: `Forget ${NAME}` }).click();
  const dialog = page.getByRole("dialog", { name: `Forget ${NAME}?` });
  await expect(dialog.getByText("What goes")).toBeVisible();
  const button = dialog.getByRole("button", { name: "Forget", exact: true });
  await expect(button).toBeDisabled();
  await dialog.getByLabel(`Write “${NAME}” to go on`).fill(NAME);
  expect(await violations(page)).toEqual([]);
  await shot(page, "person-forget");
  await button.click();
  await expect(page).toHaveURL(/\/people\/$/);
  const left = async () => ((await (await page.request.get("/people")).json()) as Known).items.length;
  await expect.poll(left, { timeout: 60_000 }).toBe(0);
});
