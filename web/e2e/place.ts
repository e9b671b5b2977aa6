/** Where the run keeps its things, the same for every process of it. */

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

const PORT = Number(process.env.E2E_PORT ?? "8497");
/** Every server has its own port and home; those after the first two are started by the tests that need them. */
export const PORTS = {
  home: PORT,
  guarded: PORT + 1,
  video: PORT + 2,
  review: PORT + 3,
  pages: PORT + 4,
  journey: PORT + 5,
  restart: PORT + 6,
  people: PORT + 9,
  jobs: PORT + 11,
} as const;
export type Home = keyof typeof PORTS;

export const siteOf = (home: Home) => `http://127.0.0.1:${String(PORTS[home])}`;
export const SITE = siteOf("home");
/** A second server, where people log in. */
export const GUARDED = siteOf("guarded");
export const KEY = "tlc_e2e-key-of-nobody-0123456789abcdef";
export const FOLDER = (process.env.E2E_FOLDER ??= join(tmpdir(), `telecine-e2e-${String(process.pid)}`));
export const FILMS = join(FOLDER, "films");
export const PYTHON = process.env.E2E_PYTHON ?? join(ROOT, ".venv/bin/python");
export const SHOTS = join(import.meta.dirname, "artifacts/shots");
/** What is composed once and kept for later runs. */
export const KEPT = join(ROOT, "web/.cache/e2e");
export { ROOT };

/** A browser of the system; none is downloaded. */
export function browser(): string {
  const names = [process.env.E2E_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = names.find((name) => name !== undefined && existsSync(name));
  if (found === undefined) {
    throw new Error("no browser was found: install chromium (apt-get install chromium), or name one in E2E_BROWSER");
  }
  return found;
}
