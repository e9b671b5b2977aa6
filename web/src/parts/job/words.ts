/** What stages, states and times of jobs are called on a page. */

import { CircleAlert, CircleCheck, CircleSlash, Clock3, LoaderCircle, type LucideIcon } from "lucide-react";

import type { Job } from "@/api";
import { amount } from "@/lib/format";
import type { Tone } from "@/ui/badge";

export const JOB_STATES = ["running", "queued", "failed", "succeeded", "cancelled"] as const satisfies readonly Job["state"][];

export const JOB_LOOKS: Record<Job["state"], { tone: Tone; icon: LucideIcon; word: string }> = {
  queued: { tone: "mute", icon: Clock3, word: "Waiting" },
  running: { tone: "info", icon: LoaderCircle, word: "Working" },
  succeeded: { tone: "ok", icon: CircleCheck, word: "Done" },
  failed: { tone: "err", icon: CircleAlert, word: "Failed" },
  cancelled: { tone: "mute", icon: CircleSlash, word: "Stopped" },
};

export function secondsText(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : amount(seconds);
}

export function isBusy(job: Pick<Job, "state">): boolean {
  return job.state === "queued" || job.state === "running";
}

/** `12 Mar, 14:05`; with its year where it is another one. */
export function when(at: string): string {
  const date = new Date(at);
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" as const };
  return date.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", ...year });
}

/** How long a job worked; null while it has not ended. */
export function took(job: Pick<Job, "started_at" | "finished_at">): string | null {
  if (job.started_at === null || job.finished_at === null) return null;
  const ms = Date.parse(job.finished_at) - Date.parse(job.started_at);
  return ms < 1000 ? "under 1 s" : amount(ms / 1000);
}
