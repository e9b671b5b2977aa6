"use client";

import { History, RotateCw, Square } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { type Job, messageOf, useLiveJob } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useRuns } from "@/api/queries/runs";
import { left, percent } from "@/lib/format";
import { useGoOn, useStop } from "@/parts/job/acts";
import { JobLog } from "@/parts/job/log";
import { Stages } from "@/parts/job/stages";
import { WhyFailed } from "@/parts/job/why";
import { isBusy, JOB_LOOKS, took, when } from "@/parts/job/words";
import { Badge } from "@/ui/badge";
import { Button, buttonLook } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

export function RunsTab({ video }: { video: string }) {
  const runs = useRuns(video);
  const [open, setOpen] = useState<string | null>(null);
  if (runs.isError) {
    return (
      <Failure title="The runs cannot be shown" onRetry={() => void runs.refetch()}>
        {messageOf(runs.error)}
      </Failure>
    );
  }
  if (runs.data === undefined) return <div aria-busy className="skeleton m-4 h-64 rounded-3" />;
  if (runs.data.length === 0) {
    return (
      <Empty icon={History} title="No runs yet">
        <p>Analyse this film, and every stage is shown here with its time.</p>
      </Empty>
    );
  }
  // An export is seen under its own tab; what was found out is what people look for here.
  const shown = open ?? (runs.data.find((job) => job.exports.length === 0 && job.tasks_total > 0) ?? runs.data[0])?.id;
  return (
    <ul className="divide-y divide-line">
      {runs.data.map((job) => (
        <li key={job.id}>
          <RunLine job={job} isOpen={job.id === shown} onOpen={() => setOpen(job.id === shown ? "" : job.id)} />
          {job.id === shown && <RunDetails job={job} />}
        </li>
      ))}
    </ul>
  );
}

function RunLine({ job, isOpen, onOpen }: { job: Job; isOpen: boolean; onOpen: () => void }) {
  const applications = useApplications();
  const title = applications.data?.find(({ app }) => app === job.app)?.title ?? job.app;
  const { tone, icon, word } = JOB_LOOKS[job.state];
  const time = took(job);
  return (
    <button type="button" aria-expanded={isOpen} onClick={onOpen} className="flex w-full items-center gap-3 px-4 py-2.5 text-left hover:bg-hover">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{job.exports.length > 0 ? `Export: ${job.exports.join(", ")}` : title}</span>
        <span className="num block truncate text-12 text-fg-3">
          {when(job.created_at)} · {job.requested_by}
          {time !== null && ` · ${time}`}
          {job.state === "succeeded" && job.tasks_total === 0 && " · nothing new to do"}
        </span>
      </span>
      <Badge tone={tone} icon={icon}>
        {word}
      </Badge>
    </button>
  );
}

function RunDetails({ job }: { job: Job }) {
  const live = useLiveJob(job.id);
  const goOn = useGoOn();
  const stop = useStop();
  const [isLogOpen, openLog] = useState(job.state === "failed");
  return (
    <div className="space-y-4 px-4 pt-1 pb-5">
      {isBusy(job) && (
        <div className="space-y-1.5">
          <Bar value={live?.progress ?? job.progress} label="Progress of the run" />
          <div className="num flex items-center gap-3 text-12 text-fg-2">
            <span className="flex-1">
              {percent(live?.progress ?? job.progress)}
              {(live?.etaS ?? job.eta_s) !== null && ` · ${left(live?.etaS ?? job.eta_s ?? 0)} left`}
            </span>
            <Button onClick={() => stop.run([job.id])} disabled={job.is_stopping || stop.isPending}>
              <Square aria-hidden /> {job.is_stopping ? "Stopping" : "Stop"}
            </Button>
          </div>
        </div>
      )}
      {job.state === "failed" && <WhyFailed job={job} />}
      {(job.state === "failed" || job.state === "cancelled") && (
        <Button look="primary" onClick={() => goOn.run([job.id])} disabled={goOn.isPending}>
          <RotateCw aria-hidden /> Go on from where it stopped
        </Button>
      )}
      <Stages job={job} />
      <div className="flex flex-wrap gap-1">
        <Button look="ghost" aria-expanded={isLogOpen} onClick={() => openLog(!isLogOpen)} className="-ml-2.5">
          {isLogOpen ? "Hide the log" : "Show the log"}
        </Button>
        <Link href={`/job/?id=${job.id}`} prefetch={false} className={buttonLook("ghost")}>
          Everything about this run
        </Link>
      </div>
      {isLogOpen && <JobLog job={job.id} isBusy={isBusy(job)} />}
    </div>
  );
}
