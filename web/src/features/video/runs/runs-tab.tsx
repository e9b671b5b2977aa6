"use client";

import { CircleAlert, CircleCheck, CircleSlash, Clock3, History, LoaderCircle, type LucideIcon, RotateCw, Square } from "lucide-react";
import { useMemo, useState } from "react";

import { type Job, messageOf, useLiveJob } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useCancel, useRetry } from "@/api/queries/jobs";
import { useExplanation, useJobDetails, useRuns, useStages } from "@/api/queries/runs";
import { amount, left, percent } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";
import { complain, say } from "@/ui/toast";

import { graphOf } from "./graph";
import { RunLog } from "./run-log";
import { secondsText, StageGraph, stageName } from "./stage-graph";

const STATES: Record<Job["state"], { tone: Tone; icon: LucideIcon; word: string }> = {
  queued: { tone: "mute", icon: Clock3, word: "Waiting" },
  running: { tone: "info", icon: LoaderCircle, word: "Working" },
  succeeded: { tone: "ok", icon: CircleCheck, word: "Done" },
  failed: { tone: "err", icon: CircleAlert, word: "Failed" },
  cancelled: { tone: "mute", icon: CircleSlash, word: "Stopped" },
};

function when(at: string): string {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

function isBusy(job: Job): boolean {
  return job.state === "queued" || job.state === "running";
}

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
  const { tone, icon, word } = STATES[job.state];
  const took = job.started_at !== null && job.finished_at !== null ? Date.parse(job.finished_at) - Date.parse(job.started_at) : null;
  return (
    <button type="button" aria-expanded={isOpen} onClick={onOpen} className="flex w-full items-center gap-3 px-4 py-2.5 text-left hover:bg-hover">
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{job.exports.length > 0 ? `Export: ${job.exports.join(", ")}` : title}</span>
        <span className="num block truncate text-12 text-fg-3">
          {when(job.created_at)} · {job.requested_by}
          {took !== null && ` · ${took < 1000 ? "under 1 s" : amount(took / 1000)}`}
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
  const details = useJobDetails(job.id, isBusy(job));
  const stages = useStages();
  const applications = useApplications();
  const explanation = useExplanation(job.id, job.state === "failed");
  const live = useLiveJob(job.id);
  const retry = useRetry();
  const cancel = useCancel();
  const [chosen, choose] = useState<string | null>(null);
  const [isLogOpen, openLog] = useState(job.state === "failed");
  const graph = useMemo(() => {
    if (details.data === undefined || stages.data === undefined || applications.data === undefined) return null;
    const names = applications.data.find(({ app }) => app === job.app)?.stages ?? [];
    return graphOf(names, stages.data, details.data.tasks);
  }, [details.data, stages.data, applications.data, job.app]);
  const reused = graph?.nodes.filter(({ state }) => state === "reused").length ?? 0;
  const again = () =>
    retry.mutate([job.id], {
      onSuccess: ([done]) =>
        done?.status === "rejected"
          ? complain("It does not go on", messageOf(done.reason))
          : say("It goes on from where it stopped."),
    });
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
            <Button onClick={() => cancel.mutate([job.id])} disabled={job.is_stopping || cancel.isPending}>
              <Square aria-hidden /> {job.is_stopping ? "Stopping" : "Stop"}
            </Button>
          </div>
        </div>
      )}
      {job.state === "failed" && (
        <div role="alert" className="space-y-2 rounded-3 bg-err-soft p-3">
          <p className="font-medium">{explanation.data?.summary ?? job.error?.message}</p>
          {explanation.data?.error != null && <p className="line-clamp-6 text-12 break-words text-fg-2">{explanation.data.error.message}</p>}
          {explanation.data?.advice != null && <p className="text-12 text-fg-2">{explanation.data.advice}</p>}
        </div>
      )}
      {(job.state === "failed" || job.state === "cancelled") && (
        <Button look="primary" onClick={again} disabled={retry.isPending}>
          <RotateCw aria-hidden /> Go on from where it stopped
        </Button>
      )}
      {graph === null ? (
        <div aria-busy className="skeleton h-72 rounded-3" />
      ) : (
        <>
          {reused > 0 && (
            <p className="num text-12 text-fg-3">
              {reused} of {graph.nodes.length} stages were there from an earlier run and cost nothing.
            </p>
          )}
          <StageGraph graph={graph} chosen={chosen} onChoose={choose} />
          {chosen !== null && <StageTasks graph={graph} stage={chosen} />}
        </>
      )}
      <div>
        <Button look="ghost" aria-expanded={isLogOpen} onClick={() => openLog(!isLogOpen)} className="-ml-2.5">
          {isLogOpen ? "Hide the log" : "Show the log"}
        </Button>
        {isLogOpen && <RunLog job={job.id} />}
      </div>
    </div>
  );
}

function StageTasks({ graph, stage }: { graph: NonNullable<ReturnType<typeof graphOf>>; stage: string }) {
  const node = graph.nodes.find((one) => one.stage === stage);
  if (node === undefined) return null;
  return (
    <section aria-label={stageName(stage)} className="rounded-3 border border-line p-3 text-12">
      <h3 className="font-medium">
        {stageName(stage)} <span className="font-mono text-11 font-normal text-fg-3">{stage}</span>
      </h3>
      {node.tasks.length === 0 && <p className="mt-1 text-fg-2">Its result was there from an earlier run.</p>}
      <ul className="num mt-1 space-y-1 text-fg-2">
        {node.tasks.map((task) => (
          <li key={task.id} className="flex flex-wrap gap-x-3">
            {task.item !== null && <span>Part {task.item + 1}</span>}
            <span>{task.state}</span>
            {task.cost.wall_s !== undefined && <span>{secondsText(task.cost.wall_s)}</span>}
            {task.cost.cpu_s !== undefined && <span>{secondsText(task.cost.cpu_s)} of processor</span>}
            {task.cost.peak_mb !== undefined && <span>{Math.round(task.cost.peak_mb)} MB</span>}
            {task.attempt > 1 && <span>attempt {task.attempt} of {task.max_attempts}</span>}
            {task.error !== null && <span className="basis-full text-err">{task.error.message}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
