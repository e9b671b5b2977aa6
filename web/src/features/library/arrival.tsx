"use client";

import { CloudDownload, RotateCw, TriangleAlert, X } from "lucide-react";

import { type Job, useLiveJob } from "@/api";
import { useCancel, useRemoveJob, useRetry } from "@/api/queries/jobs";
import { bytes, bytesOf } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Bar } from "@/ui/controls";

/** A video that the server is getting, or could not get. */
export function Arrival({ job }: { job: Job }) {
  const live = useLiveJob(job.id);
  const cancel = useCancel();
  const retry = useRetry();
  const remove = useRemoveJob();
  const isFailed = job.state === "failed";
  const done = live?.bytesDone ?? null;
  const whole = live?.bytesTotal ?? null;
  const says = isFailed
    ? (job.error?.message ?? "It did not arrive.")
    : done === null
      ? "Waiting for its turn"
      : whole === null
        ? bytes(done)
        : bytesOf(done, whole);
  return (
    <div className="flex h-14 items-center gap-3 rounded-3 bg-surface-1 px-3.5 light:border light:border-line">
      {isFailed ? (
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-err" />
      ) : (
        <CloudDownload aria-hidden className="size-4 shrink-0 text-info" />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-3">
          <span className="truncate font-medium">{job.video.name}</span>
          <span className="num min-w-0 shrink truncate text-12 text-fg-3" title={says}>
            {says}
          </span>
        </div>
        {!isFailed && (
          <div className="mt-1.5">
            <Bar value={done !== null && whole !== null && whole > 0 ? done / whole : 0} label={`Getting ${job.video.name}`} />
          </div>
        )}
      </div>
      {isFailed ? (
        <>
          <span className="max-sm:hidden">
            <Badge tone="err">Not added</Badge>
          </span>
          <Button look="ghost" onClick={() => retry.mutate([job.id])}>
            <RotateCw /> Try again
          </Button>
          <Button look="ghost" isIcon aria-label={`Take ${job.video.name} off this list`} onClick={() => remove.mutate(job.id)}>
            <X />
          </Button>
        </>
      ) : (
        <Button look="ghost" isIcon aria-label={`Do not add ${job.video.name}`} onClick={() => cancel.mutate([job.id])}>
          <X />
        </Button>
      )}
    </div>
  );
}
