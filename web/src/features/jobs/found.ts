/** Which jobs somebody looks for. */

import type { Job } from "@/api";
import { isBusy } from "@/parts/job/words";

/** By the name of the video, the id, who asked, the node, or the reason it failed. */
export function fitting(jobs: readonly Job[], q: string): readonly Job[] {
  const words = q.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return jobs;
  return jobs.filter((job) => {
    const text = [job.video.name, job.id, job.requested_by, job.node, job.error?.message ?? "", ...job.exports].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What can be done with some jobs, and with which of them. */
export function partsOf(jobs: readonly Job[]): { live: string[]; stopped: string[]; ended: string[] } {
  const ids = (fits: (job: Job) => boolean) => jobs.filter(fits).map(({ id }) => id);
  return {
    live: ids((job) => isBusy(job) && !job.is_stopping),
    stopped: ids(({ state }) => state === "failed" || state === "cancelled"),
    ended: ids((job) => !isBusy(job)),
  };
}

export const PRIORITIES = [
  { value: 100, label: "First" },
  { value: 10, label: "Sooner" },
  { value: 0, label: "As they come" },
  { value: -10, label: "Later" },
] as const;

/** `Sooner`, or `priority 7` for one that somebody set elsewhere. */
export function priorityWord(priority: number): string {
  return PRIORITIES.find(({ value }) => value === priority)?.label ?? `priority ${String(priority)}`;
}
