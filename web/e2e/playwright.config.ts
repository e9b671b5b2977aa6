import { defineConfig } from "@playwright/test";

import { browser, FILMS, FOLDER, PYTHON, ROOT, SITE, PORT } from "./place";

export default defineConfig({
  testDir: ".",
  outputDir: "artifacts/results",
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: `${SITE}/ui/`,
    colorScheme: "dark",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: { executablePath: browser(), args: ["--no-sandbox"] },
  },
  webServer: {
    command: `"${PYTHON}" web/e2e/films.py "${FILMS}" && exec "${PYTHON}" -m telecine.cli serve --home "${FOLDER}/home" --port ${String(PORT)} --workers 1`,
    cwd: ROOT,
    env: { ALLOWED_FOLDER_ROOTS: FILMS },
    url: `${SITE}/livez`,
    timeout: 60_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
