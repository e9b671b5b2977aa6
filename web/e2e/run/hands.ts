/** Somebody at a page, whose clicks and keys are counted. */

import type { Locator, Page, TestInfo } from "@playwright/test";

export class Hands {
  clicks = 0;
  keys = 0;
  readonly #steps: string[] = [];

  constructor(readonly page: Page) {}

  async click(what: Locator): Promise<void> {
    this.clicks += 1;
    await what.click();
  }

  /** One key, or one with Shift or Ctrl held. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.keys += 1;
      await this.page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    this.keys += text.length;
    await this.page.keyboard.type(text);
  }

  /** A file of this machine, dropped into the window as the browser itself does it. */
  async drop(path: string): Promise<void> {
    this.clicks += 1;
    const cdp = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) await cdp.send("Input.dispatchDragEvent", { type, x: 700, y: 450, data });
    await cdp.detach();
  }

  /** What it took since the last step. */
  done(step: string): void {
    this.#steps.push(`${step}: ${String(this.clicks)} clicks, ${String(this.keys)} keys`);
  }

  async report(info: TestInfo): Promise<void> {
    const body = [...this.#steps, `in all: ${String(this.clicks)} clicks, ${String(this.keys)} keys`].join("\n");
    await info.attach("what it took", { body, contentType: "text/plain" });
    process.stdout.write(`${body}\n`);
  }
}
