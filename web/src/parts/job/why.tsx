"use client";

import type { Job } from "@/api";
import { useExplanation } from "@/api/queries/runs";
import { Prose } from "@/ui/prose";

/** Why a job stopped, in the words of the server, and what to do about it. */
export function WhyFailed({ job }: { job: Job }) {
  const { data: told } = useExplanation(job.id, true);
  const summary = told?.summary ?? job.error?.message;
  const message = told?.error?.message ?? null;
  return (
    <div role="group" aria-label="Why it failed" className="space-y-1.5 rounded-3 bg-err-soft p-3">
      <p className="font-medium">{summary}</p>
      {message !== null && message !== summary && <p className="line-clamp-6 text-12 break-words text-fg-2">{message}</p>}
      {told?.advice != null && (
        <p className="text-12 text-fg-2">
          <span className="font-medium text-fg">What to do: </span>
          <Prose>{told.advice}</Prose>
        </p>
      )}
    </div>
  );
}
