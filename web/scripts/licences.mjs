/** Writes `out/licences.txt`: what the pages are made of, and under which licences. Stops at one that may not be passed on. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ALLOWED = /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|OFL-1\.1|CC-BY-4\.0|MIT-0|BlueOak-1\.0\.0|Unlicense)$/;
/** What a package says elsewhere than in its package.json. */
const SAID = { "combine-errors": "MIT" };
const root = new URL("..", import.meta.url).pathname;
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const line = "-".repeat(80);

const parts = [];
for (const [place, entry] of Object.entries(lock.packages).sort()) {
  // What is optional runs on the machine that builds, and does not reach the pages.
  if (place === "" || entry.dev || entry.optional || entry.devOptional || entry.peer) continue;
  const folder = join(root, place);
  if (!existsSync(folder)) continue;
  const { name, version, license = SAID[name] } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!(license ?? "").split(" AND ").every((one) => ALLOWED.test(one))) {
    console.error(`${name} ${version} has the licence ${license}; look at it before it goes into the pages`);
    process.exit(1);
  }
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const said = texts.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  parts.push(`${line}\n${name} ${version} (${license})\n${line}\n${said}\n`);
}
writeFileSync(join(root, "out/licences.txt"), parts.join("\n"));
