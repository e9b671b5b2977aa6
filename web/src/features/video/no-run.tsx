"use client";

import { CircleAlert, LoaderCircle, ScanFace } from "lucide-react";

import { messageOf, type Status, useLiveJob, type Video } from "@/api";
import { left, percent } from "@/lib/format";
import { Button } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

import { useAnalyse } from "./header";

interface Props {
  video: Video;
  status: Status | undefined;
  run: string | null;
  error: Error | null;
  onRetry: () => void;
}

/** What is shown of the people of a film before there are any: waiting, working, stopped, or not begun. */
export function NoRun({ video, status, run, error, onRetry }: Props) {
  const analyse = useAnalyse(video.id);
  const job = status?.job ?? null;
  const live = useLiveJob(job?.id);
  if (error !== null) {
    return (
      <Failure title="The timeline cannot be shown" onRetry={onRetry}>
        {messageOf(error)}
      </Failure>
    );
  }
  if (status === undefined || run !== null) {
    return (
      <div aria-busy className="space-y-3 p-4">
        {[0, 1, 2, 3, 4].map((number) => (
          <div key={number} className="skeleton h-11 rounded-3" />
        ))}
      </div>
    );
  }
  if (job?.state === "queued" || job?.state === "running") {
    const progress = live?.progress ?? job.progress;
    const eta = live?.etaS ?? job.eta_s;
    return (
      <Empty icon={LoaderCircle} title={job.state === "queued" ? "Waiting for its turn" : "Finding out who is on screen"}>
        <div className="mt-3 w-64">
          <Bar value={progress} label="Progress of the analysis" />
          <p className="num mt-2">
            {percent(progress)}
            {eta !== null && ` · ${left(eta)}`}
          </p>
        </div>
      </Empty>
    );
  }
  const hasFailed = job?.state === "failed";
  return (
    <Empty icon={hasFailed ? CircleAlert : ScanFace} title={hasFailed ? "The analysis stopped" : "Not analysed yet"}>
      <p>
        {hasFailed
          ? "What was found until then is kept. Runs shows why it stopped, and goes on from there."
          : "Analyse this film to see who is on screen, and when."}
      </p>
      {!hasFailed && (
        <Button look="primary" size="regular" className="mt-5" onClick={analyse.run} disabled={analyse.isPending}>
          <ScanFace aria-hidden /> Analyse
        </Button>
      )}
    </Empty>
  );
}
