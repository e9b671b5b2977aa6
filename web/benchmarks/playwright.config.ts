import { existsSync } from "node:fs";

import { defineConfig } from "@playwright/test";

const browsers = [process.env.E2E_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = browsers.find((name) => name !== undefined && existsSync(name));

export default defineConfig({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../e2e/artifacts/benchmarks",
  workers: 1,
  timeout: 180_000,
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    launchOptions: { ...(executablePath === undefined ? {} : { executablePath }), args: ["--no-sandbox"] },
  },
});
