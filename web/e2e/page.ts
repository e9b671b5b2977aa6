/** What holds on every page: no other host is asked, nothing is complained about, and nobody is shut out. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { expect, type Page, test as base } from "@playwright/test";

import { type Home, SHOTS } from "./place";
import { serveAnalysed, serveNothing, type Server } from "./run/server";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary: string }[];
}

/** Problems that keep somebody from using the page. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`);
}

/** A picture to look at, kept with the run. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}

/** What a page asks of other hosts and complains about, from now on. */
export function watch(page: Page, site: string): { others: string[]; complaints: string[] } {
  const others: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${site}/`) && !/^(data|blob):/.test(url)) others.push(url);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  return { others, complaints };
}

export const test = base.extend<{ watched: Page }>({
  watched: async ({ page, baseURL }, give) => {
    const seen = watch(page, new URL(baseURL ?? "").origin);
    await give(page);
    expect(seen).toEqual({ others: [], complaints: [] });
  },
});

const onServer = (serve: () => Promise<Server>) =>
  test.extend<object, { server: Server }>({
    server: [
      async ({}, give) => {
        const server = await serve();
        await give(server);
        await server.stop();
      },
      { scope: "worker", timeout: 300_000 },
    ],
    baseURL: async ({ server }, give) => give(`${server.site}/ui/`),
  });

/** Tests on a server that knows the sample episode and who is in it. */
export const onSample = (home: Home) => onServer(() => serveAnalysed(home));

/** Tests on a server that knows nothing. */
export const onNothing = (home: Home) => onServer(() => serveNothing(home));

export { expect };
