/**
 * Packs what browsers can unpack, and writes `out/policy.json`: for every page, the hashes of its inline scripts, for
 * the Content-Security-Policy.
 */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const out = new URL("../out", import.meta.url).pathname;
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

const PACKED = /\.(js|css|html|svg|txt|json)$/;
const LEAST_BYTES = 1024;

const policy = {};
for (const name of readdirSync(out, { recursive: true }).sort()) {
  if (PACKED.test(name)) {
    const content = readFileSync(join(out, name));
    if (content.length >= LEAST_BYTES) writeFileSync(join(out, `${name}.gz`), gzipSync(content, { level: 9 }));
  }
  if (!name.endsWith(".html")) continue;
  const page = readFileSync(join(out, name), "utf8");
  const hashes = [...page.matchAll(INLINE)].map(
    ([, text]) => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`,
  );
  policy[name.split("\\").join("/")] = [...new Set(hashes)];
}
writeFileSync(join(out, "policy.json"), `${JSON.stringify(policy, null, 1)}\n`);
