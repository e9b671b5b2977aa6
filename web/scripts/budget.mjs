/** Fails when a page loads more than 250 kB of gzipped script before it can be used. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const MOST_BYTES = 250_000;
const out = new URL("../out", import.meta.url).pathname;
const base = process.env.NEXT_PUBLIC_BASE_PATH ?? "/ui";
const sizes = new Map();

function sizeOf(address) {
  const name = address.slice(base.length).split("?")[0];
  if (!sizes.has(name)) sizes.set(name, gzipSync(readFileSync(join(out, name)), { level: 9 }).length);
  return sizes.get(name);
}

let isOver = false;
for (const name of readdirSync(out, { recursive: true }).sort()) {
  if (!name.endsWith(".html")) continue;
  const page = readFileSync(join(out, name), "utf8");
  const scripts = [...page.matchAll(/<script([^>]*)\ssrc="([^"]+)"([^>]*)>/g)]
    // Only browsers without modules load these.
    .filter(([, before, , after]) => !`${before}${after}`.toLowerCase().includes("nomodule"))
    .map(([, , address]) => address);
  const total = [...new Set(scripts)].reduce((sum, address) => sum + sizeOf(address), 0);
  const says = total > MOST_BYTES ? `more than ${MOST_BYTES / 1000} kB` : "ok";
  console.log(`${name.padEnd(28)} ${(total / 1000).toFixed(0).padStart(4)} kB  ${says}`);
  isOver ||= total > MOST_BYTES;
}
process.exit(isOver ? 1 : 0);
