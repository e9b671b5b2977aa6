/** Where the run keeps its things, the same for every process of it. */

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

export const PORT = Number(process.env.E2E_PORT ?? "8497");
export const SITE = `http://127.0.0.1:${String(PORT)}`;
/** A second server, where people log in. */
export const GUARDED = `http://127.0.0.1:${String(PORT + 1)}`;
export const KEY = "tlc_e2e-key-of-nobody-0123456789abcdef";
export const FOLDER = (process.env.E2E_FOLDER ??= join(tmpdir(), `telecine-e2e-${String(process.pid)}`));
export const FILMS = join(FOLDER, "films");
export const PYTHON = process.env.E2E_PYTHON ?? join(ROOT, ".venv/bin/python");
export const SHOTS = join(import.meta.dirname, "artifacts/shots");
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
