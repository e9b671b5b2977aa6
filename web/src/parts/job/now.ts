/** What a job does at the moment. */

import { type Job, useLiveJob } from "@/api";
import { bytes, bytesOf, left } from "@/lib/format";

import { isBusy } from "./words";

export interface Now {
  share: number;
  /** `Finding faces`; null while nothing is known. */
  says: string | null;
  /** `about 4 min`; null while nothing is known. */
  left: string | null;
}

/** How far a job is right now. */
export function useNow(job: Job): Now {
  const live = useLiveJob(isBusy(job) ? job.id : undefined);
  const eta = live?.etaS ?? job.eta_s;
  const now = { share: live?.progress ?? job.progress, left: eta === null || job.state !== "running" ? null : left(eta) };
  if (live?.step === "import") {
    const done = live.bytesDone ?? 0;
    return { ...now, says: `Getting the file · ${live.bytesTotal === null ? bytes(done) : bytesOf(done, live.bytesTotal)}` };
  }
  return { ...now, says: live?.doing ?? job.doing };
}
