/** What a page costs while it comes up: how much moves, how long it takes, how many bytes. */

import type { Page } from "@playwright/test";

export interface Vitals {
  /** Sum of the layout shifts that nobody asked for. */
  shift: number;
  /** Milliseconds until the largest thing was painted. */
  largest: number;
  /** Milliseconds in which the page could not answer. */
  blocked: number;
  /** Bytes of scripts as they were sent. */
  scripts: number;
}

/** Measure everything that comes up in this page from now on. */
export async function measure(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = { shift: 0, largest: 0, blocked: 0 };
    Object.assign(window, { seen });
    const watch = (type: string, take: (entry: PerformanceEntry & { value?: number; hadRecentInput?: boolean }) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch("layout-shift", (entry) => (seen.shift += entry.hadRecentInput === true ? 0 : (entry.value ?? 0)));
    watch("largest-contentful-paint", (entry) => (seen.largest = entry.startTime));
    watch("longtask", (entry) => (seen.blocked += Math.max(0, entry.duration - 50)));
  });
}

export async function measured(page: Page): Promise<Vitals> {
  return page.evaluate(() => {
    const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const scripts = resources.filter(({ name }) => new URL(name).pathname.endsWith(".js")).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    return { ...(window as unknown as { seen: Omit<Vitals, "scripts"> }).seen, scripts };
  });
}

/** Elements of the content that stick out of the window sideways, unless something scrolls or cuts them on purpose. */
export async function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const main = document.querySelector("main") ?? document.body;
    const isHeld = (element: Element): boolean => {
      for (let box = element.parentElement; box !== null && box !== main; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    return [...main.querySelectorAll("*")]
      .filter((element) => {
        const { left, right, width, height } = element.getBoundingClientRect();
        return width > 0 && height > 0 && (right > window.innerWidth + 1 || left < -1) && !isHeld(element);
      })
      .map((element) => element.outerHTML.slice(0, 160));
  });
}
