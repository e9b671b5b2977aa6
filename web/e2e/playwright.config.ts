import { join } from "node:path";

import { defineConfig } from "@playwright/test";

import { browser, FILMS, FOLDER, GUARDED, type Home, KEY, PORTS, PYTHON, ROOT, SITE } from "./place";

const serve = (home: Home) =>
  `exec "${PYTHON}" -m telecine.cli serve --home "${FOLDER}/${home}" --port ${String(PORTS[home])} --workers 1`;

const server = { cwd: ROOT, timeout: 60_000, gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 } } as const;

export default defineConfig({
  testDir: ".",
  globalTeardown: "./run/teardown.ts",
  outputDir: "artifacts/results",
  fullyParallel: false,
  workers: 1,
  // Generous, for slow machines; one that passes only the second time is shown as flaky.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    baseURL: `${SITE}/ui/`,
    colorScheme: "dark",
    viewport: { width: 1440, height: 900 },
    trace: "retain-on-failure",
    launchOptions: { executablePath: browser(), args: ["--no-sandbox"] },
  },
  webServer: [
    {
      ...server,
      command: `"${PYTHON}" web/e2e/run/films.py "${FILMS}" && ${serve("home")}`,
      env: { ALLOWED_FOLDER_ROOTS: FILMS },
      url: `${SITE}/livez`,
    },
    {
      ...server,
      command: serve("guarded"),
      env: { TELECINE_AUTH__MODE: "token", TELECINE_AUTH__BOOTSTRAP_KEY: KEY, TELECINE_MODELS_DIR: join(FOLDER, "no-models-yet") },
      url: `${GUARDED}/livez`,
    },
  ],
});
