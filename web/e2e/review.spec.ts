/** Review on a real server with the sample episode: every answer by keyboard, taken back, kept and seen by others. */

import type { Page } from "@playwright/test";

import { expect, onSample, shot, violations } from "./page";
import { SITE } from "./place";
import { BIDEN, COLLINS, Desk } from "./run/desk";

const test = onSample("review");

async function begun(page: Page, query = ""): Promise<Desk> {
  const desk = await Desk.of(page);
  await desk.clear();
  await desk.open(query);
  await expect(desk.list.getByRole("option")).toHaveCount(3);
  await expect(desk.answers.getByRole("radio", { name: /Barack Obama/ })).toContainText("Both on screen");
  return desk;
}

test.describe("where nothing was analysed", () => {
  test.use({ baseURL: `${SITE}/ui/` });
  test("the page says how questions come up", async ({ watched: page }) => {
    await page.goto("review/");
    await expect(page.getByRole("heading", { name: "Nothing was analysed yet" })).toBeVisible();
    await expect(page.getByRole("link", { name: "To the library" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await shot(page, "review-empty");
  });
});

test("somebody new is named, undone and redone by keyboard, and the server knows it", async ({ watched: page }) => {
  const desk = await begun(page);
  await expect(page.getByRole("status").filter({ hasText: "3 left" })).toContainText("58 s at stake");
  await shot(page, "review-dark");
  expect(await violations(page)).toEqual([]);
  await desk.name("Eileen Collins");
  await expect(desk.message("23 s to Eileen Collins")).toBeVisible();
  await expect(desk.question(COLLINS)).toHaveCount(0);
  await expect(desk.question(BIDEN)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("z");
  await expect(desk.question(COLLINS)).toHaveAttribute("aria-current", "true");
  await expect.poll(() => desk.inForce()).toEqual([]);
  await page.keyboard.press("Shift+Z");
  await expect(desk.question(COLLINS)).toHaveCount(0);
  await expect.poll(() => desk.inForce()).toHaveLength(1);
  await desk.settled();
  await page.reload();
  await expect(desk.question(BIDEN)).toBeVisible();
  await expect(desk.list.getByRole("option")).toHaveCount(2);
  await expect(desk.answers.getByRole("radio", { name: /Eileen Collins/ })).toContainText("Both on screen at 0:41");
});

test("an answer is chosen by its number and accepted", async ({ watched: page }) => {
  const desk = await begun(page);
  const obama = desk.answers.getByRole("radio", { name: /Barack Obama/ });
  const number = (await obama.innerText()).trim().slice(-1);
  await page.keyboard.press(number);
  await expect(obama).toBeChecked();
  await page.keyboard.press("ArrowRight");
  await expect(desk.question(BIDEN)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press(number);
  await page.keyboard.press("Enter");
  // The two stand side by side in the sample: the server has to refuse, and the page to say why.
  const notice = page.getByRole("alert").filter({ hasText: "Two who are on screen at once are two people" });
  await expect(notice).toBeVisible();
  await expect(desk.question(COLLINS)).toBeVisible();
  await shot(page, "review-together");
  expect(await violations(page)).toEqual([]);
  await notice.getByRole("button", { name: "One is a mirror or a picture" }).click();
  await expect(notice).toHaveCount(0);
  await expect.poll(() => desk.inForce()).toHaveLength(1);
});

test("leaving out, nobody and locking are decided by one key each", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("x");
  await expect(desk.message("Unknown 1 left out, 23 s no longer counted")).toBeVisible();
  await page.keyboard.press("u");
  await expect(desk.message("Unknown 2: nobody who can be named")).toBeVisible();
  await page.keyboard.press("l");
  await expect(desk.message("Unknown 3 locked")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing to review" })).toBeVisible();
  await expect.poll(async () => (await desk.journal()).filter(({ state }) => state === "in_force").map(({ kind }) => kind)).toEqual(["lock", "assign", "exclude"]);
  await shot(page, "review-done");
  expect(await violations(page)).toEqual([]);
});

test("two are made one person, by their name", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("m");
  await page.keyboard.type("Unknown 3");
  await expect(page.getByRole("dialog").getByRole("option")).toHaveCount(1);
  await shot(page, "review-merge");
  await page.keyboard.press("Enter");
  await expect(desk.message("Unknown 2 and Unknown 3 are one person")).toBeVisible();
  await desk.settled();
  await expect(page.getByRole("status").filter({ hasText: "Results follow" })).toHaveCount(0);
  await expect(desk.list.getByRole("option").filter({ hasText: "35 s" })).toHaveCount(1);
});

test("a split asks which pictures, and makes two of one", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Split Unknown 1" });
  await expect(dialog.getByText("Nothing chosen.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Split off" })).toBeDisabled();
  const tracks = dialog.getByRole("button", { name: /^Track at/ });
  await expect(tracks).toHaveCount(4);
  await tracks.first().click();
  await expect(dialog.getByText(/1 track, .* become somebody else/)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await shot(page, "review-split");
  await dialog.getByRole("button", { name: "Split off" }).click();
  await expect(desk.message(/Unknown 1 split, .* to somebody else/)).toBeVisible();
  await desk.settled();
  await expect(desk.list.getByRole("option")).toHaveCount(4);
});

test("several are selected and answered together, and taken back together", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("2 selected")).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await expect(page.getByText("3 selected")).toBeVisible();
  await shot(page, "review-batch");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("x");
  await expect(page.getByRole("heading", { name: "Nothing to review" })).toBeVisible();
  await desk.message("3 questions left out, 58 s no longer counted").getByRole("button", { name: "Undo" }).click();
  await expect(desk.list.getByRole("option")).toHaveCount(3);
  await expect.poll(() => desk.inForce()).toEqual([]);
});

test("a face is compared with the chosen answer", async ({ watched: page }) => {
  await begun(page);
  await page.keyboard.press("1");
  await page.keyboard.press(" ");
  await expect(page.getByText("Unknown 1, in question")).toBeVisible();
  await expect(page.getByRole("figure")).toHaveCount(2);
  await expect(page).toHaveURL(/view=compare/);
  await shot(page, "review-compare");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press(" ");
  await expect(page.getByText("Unknown 1, in question")).toHaveCount(0);
});

test("why a face counts is told, and it is named there", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("w");
  const dialog = page.getByRole("dialog", { name: "Who counts here, and why?" });
  await expect(dialog.getByText("Counts, seen clearly").first()).toBeVisible();
  await shot(page, "review-why");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Say who it is" }).first().click();
  await page.keyboard.type("Astronaut");
  await expect(page.getByRole("dialog").getByRole("option", { name: "Astronaut" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(desk.message("Track is Astronaut")).toBeVisible();
  await expect.poll(() => desk.inForce()).toHaveLength(1);
});

test("an answer teaches other videos, where that is asked for", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("n");
  await page.keyboard.type("Taught Astronaut");
  await page.getByRole("dialog").getByText("Other videos learn from it").click();
  await expect(page.getByRole("dialog").getByText("These pictures teach who it is.")).toBeVisible();
  await shot(page, "review-new");
  expect(await violations(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("option", { name: "Taught Astronaut" }).click();
  await expect(desk.message("23 s to Taught Astronaut")).toBeVisible();
  const taught = async () => {
    const { items } = (await (await page.request.get("/people?limit=500")).json()) as { items: { name: string; confirmed_faces: number }[] };
    return items.find(({ name }) => name === "Taught Astronaut")?.confirmed_faces ?? 0;
  };
  await expect.poll(taught, { timeout: 30_000 }).toBeGreaterThan(0);
});

test("the history lists everything, takes back and puts back", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("x");
  await expect.poll(() => desk.inForce()).toHaveLength(1);
  await page.keyboard.press("h");
  const dialog = page.getByRole("dialog", { name: "What was decided" });
  const newest = dialog.getByRole("listitem").first();
  await expect(newest.getByRole("button", { name: /^Take back/ })).toBeVisible();
  await shot(page, "review-history");
  expect(await violations(page)).toEqual([]);
  const [first] = await desk.journal();
  await newest.getByRole("button", { name: /^Take back/ }).click();
  await expect(dialog.getByRole("listitem").filter({ has: page.getByText(String(first?.number), { exact: true }) }).getByText("taken back")).toBeVisible();
  await expect.poll(() => desk.inForce()).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(desk.question(COLLINS)).toBeVisible();
});

test("F shows the question in the film, and back leads to the same question", async ({ watched: page }) => {
  const desk = await begun(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("f");
  await expect(page).toHaveURL(/\/ui\/video\/\?id=.*t=/);
  await page.goBack();
  await expect(desk.question(BIDEN)).toHaveAttribute("aria-current", "true");
});

for (const scheme of ["dark", "light"] as const) {
  test.describe(`on a phone, ${scheme}`, () => {
    test.use({ colorScheme: scheme, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    test("a question is answered by touch", async ({ watched: page }) => {
      const desk = await Desk.of(page);
      await desk.clear();
      await desk.open();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await shot(page, `review-phone-${scheme}`);
      expect(await violations(page)).toEqual([]);
      await page.getByRole("button", { name: "All questions" }).tap();
      await expect(desk.list.getByRole("option")).toHaveCount(3);
      await shot(page, `review-phone-list-${scheme}`);
      expect(await violations(page)).toEqual([]);
      await desk.question(BIDEN).tap();
      await page.getByRole("button", { name: "More to do" }).tap();
      await shot(page, `review-phone-more-${scheme}`);
      await page.getByRole("menuitem", { name: "Leave out" }).tap();
      await expect(desk.message("Unknown 2 left out")).toBeVisible();
      await desk.message("Unknown 2 left out").getByRole("button", { name: "Undo" }).tap();
      await expect.poll(() => desk.inForce()).toEqual([]);
    });
  });
}

test.describe("in the light", () => {
  test.use({ colorScheme: "light" });
  test("a question can be read", async ({ watched: page }) => {
    await begun(page);
    expect(await violations(page)).toEqual([]);
    await shot(page, "review-light");
  });
});
