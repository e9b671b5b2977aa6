import { rmSync } from "node:fs";

import { FOLDER } from "../place";

/** Homes and films of the run go, unless `E2E_KEEP` is set; the pictures stay in `artifacts`. */
export default function teardown(): void {
  if (process.env.E2E_KEEP === undefined) rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
