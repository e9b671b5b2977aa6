/** The review page of the sample episode: what is asked, and what was decided. */

import { expect, type Locator, type Page } from "@playwright/test";

import { SAMPLE } from "./server";

interface Entry {
  number: number;
  kind: string;
  text: string;
  state: "in_force" | "undone" | "undo";
  person: string | null;
}

/** Everybody of the sample who has no name, by their seconds: "Unknown 2" becomes "Unknown 1" once the first one is named. */
export const COLLINS = "23 s";
export const BIDEN = "19 s";
export const HOPPER = "16 s";

export class Desk {
  constructor(
    readonly page: Page,
    readonly video: string,
  ) {}

  static async of(page: Page): Promise<Desk> {
    const { items } = (await (await page.request.get("/videos?limit=200")).json()) as { items: { id: string; name: string }[] };
    const found = items.find((video) => video.name === SAMPLE);
    if (found === undefined) throw new Error(`${SAMPLE} is not here`);
    return new Desk(page, found.id);
  }

  /** Newest first, as the server has them. */
  async journal(): Promise<Entry[]> {
    const { items } = (await (await this.page.request.get(`/videos/${this.video}/decisions?limit=500`)).json()) as { items: Entry[] };
    return items;
  }

  /** What counts now, oldest first. */
  async inForce(): Promise<string[]> {
    return (await this.journal()).filter(({ state }) => state === "in_force").map(({ text }) => text).reverse();
  }

  /** Take back whatever tests before this one decided, and wait for results that know it. */
  async clear(): Promise<void> {
    for (const { number, state } of await this.journal()) {
      if (state !== "in_force") continue;
      const [{ number: head }] = (await this.journal()) as [Entry];
      await this.page.request.post(`/videos/${this.video}/decisions/undo`, { data: { head, number } });
    }
    await this.settled();
  }

  /** Results that take every decision in. */
  async settled(): Promise<void> {
    await expect
      .poll(async () => ((await (await this.page.request.get(`/videos/${this.video}/review`)).json()) as { is_current: boolean }).is_current, { timeout: 60_000 })
      .toBe(true);
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(`review/?id=${this.video}${query}`);
    await expect(this.page.getByRole("article")).toBeVisible();
  }

  get list(): Locator {
    return this.page.getByRole("listbox", { name: "Questions" });
  }

  question(seconds: string): Locator {
    return this.list.getByRole("option").filter({ hasText: seconds });
  }

  get answers(): Locator {
    return this.page.getByRole("radiogroup");
  }

  message(text: string | RegExp): Locator {
    return this.page.getByRole("region", { name: /Messages/ }).getByRole("listitem").filter({ hasText: text });
  }

  /** Name whoever is asked about, with the keyboard alone. */
  async name(name: string): Promise<void> {
    await this.page.keyboard.press("n");
    await this.page.keyboard.type(name);
    await expect(this.page.getByRole("dialog").getByRole("option", { name })).toBeVisible();
    await this.page.keyboard.press("Enter");
    await expect(this.page.getByRole("dialog")).toHaveCount(0);
  }
}
