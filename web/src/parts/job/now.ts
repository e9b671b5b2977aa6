/** What a job does at the moment. */

import { type Job, useLiveJob } from "@/api";
import { useJobDetails } from "@/api/queries/runs";
import { bytes, bytesOf, left } from "@/lib/format";

import { useStageNames } from "./stage-names";

export interface Now {
  share: number;
  /** `Finding faces · part 3 of 12`; null while nothing is known. */
  says: string | null;
  /** `about 4 min`; null while nothing is known. */
  left: string | null;
}

/** How far a job is right now. Its tasks are asked for while it works. */
export function useNow(job: Job): Now {
  const nameOf = useStageNames();
  const isRunning = job.state === "running";
  const live = useLiveJob(isRunning || job.state === "queued" ? job.id : undefined);
  const isFetching = live?.step === "import";
  const { data } = useJobDetails(isRunning && !isFetching ? job.id : null, isRunning);
  const eta = live?.etaS ?? job.eta_s;
  const now = { share: live?.progress ?? job.progress, left: eta === null || !isRunning ? null : left(eta) };
  if (live !== undefined && isFetching) {
    const done = live.bytesDone ?? 0;
    return { ...now, says: `Getting the file · ${live.bytesTotal === null ? bytes(done) : bytesOf(done, live.bytesTotal)}` };
  }
  const working = data?.tasks.filter(({ state }) => state === "running") ?? [];
  const stages = [...new Set(working.map(({ stage }) => stage))];
  const [first] = stages;
  if (first === undefined) return { ...now, says: null };
  if (stages.length > 1) return { ...now, says: stages.map(nameOf).join(" and ") };
  const all = data?.tasks.filter(({ stage }) => stage === first) ?? [];
  const done = all.filter(({ state }) => state === "succeeded").length;
  return { ...now, says: all.length > 1 ? `${nameOf(first)} · part ${String(Math.min(done + 1, all.length))} of ${String(all.length)}` : nameOf(first) };
}
