/** Two people review one film; and a server that refuses. No answer is lost, and none is lost from sight. */

import type { Browser } from "@playwright/test";

import { expect, onSample, shot, violations, watch } from "../page";
import { BIDEN, COLLINS, Desk, HOPPER } from "../run/desk";

const test = onSample("review");

/** Two browsers that know nothing of each other, on the same question. */
async function two(browser: Browser, site: string): Promise<[Desk, Desk]> {
  const made: Desk[] = [];
  for (let one = 0; one < 2; one += 1) {
    const context = await browser.newContext({ baseURL: `${site}/ui/`, viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
    const page = await context.newPage();
    watch(page, site);
    made.push(await Desk.of(page));
  }
  const [ana, bea] = made as [Desk, Desk];
  await ana.clear();
  await Promise.all([ana.open(), bea.open()]);
  return [ana, bea];
}

test.afterEach(async ({ browser }) => {
  for (const context of browser.contexts()) await context.close();
});

test("answers of two about different faces are both kept, and each sees the other's", async ({ browser, server }) => {
  const [ana, bea] = await two(browser, server.site);
  await bea.page.keyboard.press("ArrowDown");
  await expect(bea.question(BIDEN)).toHaveAttribute("aria-current", "true");
  await Promise.all([ana.page.keyboard.press("x"), bea.page.keyboard.press("u")]);
  await expect.poll(() => ana.inForce()).toHaveLength(2);
  for (const desk of [ana, bea]) {
    await expect(desk.list.getByRole("option")).toHaveCount(1, { timeout: 60_000 });
    await expect(desk.question(HOPPER)).toBeVisible();
    await expect(desk.page.getByRole("alert").filter({ hasText: "meanwhile" })).toHaveCount(0);
  }
});

test("who comes second on the same face is told, decides again, and both answers stand in the history", async ({ browser, server }) => {
  const [ana, bea] = await two(browser, server.site);
  await Promise.all([ana.page.keyboard.press("x"), bea.page.keyboard.press("u")]);
  const told = (desk: Desk) => desk.page.getByRole("alert").filter({ hasText: "Somebody decided about the same face meanwhile" });
  await expect.poll(async () => (await told(ana).count()) + (await told(bea).count())).toBe(1);
  await expect.poll(() => ana.inForce()).toHaveLength(1);
  const [first, second] = (await told(ana).count()) === 1 ? [bea, ana] : [ana, bea];
  const notice = told(second);
  await expect(notice).toContainText(/Not kept: Unknown 1.*Decision \d+, by .* came first\./);
  expect(await violations(second.page)).toEqual([]);
  await shot(second.page, "review-conflict");
  await notice.getByRole("button", { name: "What was decided" }).click();
  const history = second.page.getByRole("dialog", { name: "What was decided" });
  await expect(history.getByRole("listitem").first()).toBeVisible();
  await second.page.keyboard.press("Escape");
  await notice.getByRole("button", { name: "Decide all the same" }).click();
  await expect(notice).toHaveCount(0);
  await expect.poll(async () => (await first.journal()).filter(({ state }) => state !== "undo").slice(0, 2).map(({ kind }) => kind).sort()).toEqual(["assign", "exclude"]);
  await first.settled();
  await first.page.keyboard.press("h");
  await expect(first.page.getByRole("dialog").getByRole("listitem").first()).toContainText(/obody|left out/);
});

test("somebody else's answer shows up by itself", async ({ browser, server }) => {
  const [ana, bea] = await two(browser, server.site);
  await ana.name("Seen Elsewhere");
  await expect(bea.question(COLLINS)).toHaveCount(0, { timeout: 60_000 });
  await expect(bea.answers.getByRole("radio", { name: /Seen Elsewhere/ })).toBeVisible();
});

test("a locked face is not changed before it is unlocked", async ({ browser, server }) => {
  const [ana, bea] = await two(browser, server.site);
  await ana.page.keyboard.press("l");
  await expect.poll(() => ana.inForce()).toHaveLength(1);
  await ana.settled();
  await bea.page.goto(`review/?id=${bea.video}&view=why&t=1`);
  const story = bea.page.getByRole("dialog", { name: "Who counts here, and why?" });
  await story.getByRole("button", { name: "Leave out" }).first().click();
  await bea.page.keyboard.press("Escape");
  const notice = bea.page.getByRole("alert").filter({ hasText: "This is locked" });
  await expect(notice).toContainText("Unlock it to decide otherwise.");
  await shot(bea.page, "review-locked");
  expect(await violations(bea.page)).toEqual([]);
  await notice.getByRole("button", { name: "Unlock" }).click();
  await expect.poll(() => bea.inForce()).toEqual([]);
  await expect(bea.question(COLLINS)).toBeVisible({ timeout: 60_000 });
});

test("what the server refuses comes back, with the reason", async ({ watched: page }) => {
  const desk = await Desk.of(page);
  await desk.clear();
  await desk.open();
  await page.route(/\/decisions$/, (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 503,
          contentType: "application/problem+json",
          body: JSON.stringify({ type: "about:blank", title: "Busy", status: 503, detail: "The disk is full. Free some space, then answer again.", code: "disk_full", retryable: false, details: {} }),
        })
      : route.continue(),
  );
  await page.keyboard.press("x");
  await expect(desk.message("Not kept: Unknown 1 left out")).toContainText("The disk is full. Free some space, then answer again.");
  await expect(desk.question(COLLINS)).toBeVisible();
  await expect(desk.list.getByRole("option")).toHaveCount(3);
  expect(await violations(page)).toEqual([]);
  await shot(page, "review-refused");
  await page.unroute(/\/decisions$/);
  await desk.question(COLLINS).click();
  await page.keyboard.press("x");
  await expect(desk.question(COLLINS)).toHaveCount(0);
  await expect.poll(() => desk.inForce()).toHaveLength(1);
});

test("the questions are those of a show, or of all films", async ({ watched: page }) => {
  const desk = await Desk.of(page);
  await desk.clear();
  const { items } = (await (await page.request.get("/videos?limit=200")).json()) as { items: { id: string }[] };
  expect(items.length).toBeGreaterThan(0);
  await page.request.post("/episodes", { data: { video: desk.video, show: "Harbour Lights", season: 1, episode: 1 } });
  await page.goto("review/");
  await expect(desk.list.getByRole("option")).toHaveCount(3);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("menuitemradio", { name: "Harbour Lights" }).click();
  await expect(page).toHaveURL(/show=/);
  await expect(desk.list.getByRole("option")).toHaveCount(3);
  await page.goto("review/?show=nothing-of-this-name");
  await expect(page.getByRole("heading", { name: "Nothing of this was analysed yet" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await expect(desk.list).toHaveCount(0);
  await shot(page, "review-no-show");
  await page.getByRole("button", { name: "Show all questions" }).click();
  await expect(desk.list.getByRole("option")).toHaveCount(3);
});
