import { rmSync } from "node:fs";

import { FOLDER } from "./place";

/** Homes and films of the run go; the pictures stay in `artifacts`. */
export default function teardown(): void {
  rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
