"use client";

import { useMemo, useState } from "react";

import type { Job } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useJobDetails, useStages } from "@/api/queries/runs";

import { type Graph, graphOf } from "./graph";
import { StageGraph } from "./stage-graph";
import { isBusy, secondsText } from "./words";

const TASK_WORDS: Record<string, string> = {
  waiting: "waits for others",
  queued: "waits for a worker",
  running: "working",
  retrying: "tried again soon",
  succeeded: "done",
  failed: "failed",
  cancelled: "stopped",
};

/** What a job did stage by stage, what it found there already, and the tasks of the stage that is chosen. */
export function Stages({ job }: { job: Job }) {
  const details = useJobDetails(job.id, isBusy(job));
  const stages = useStages();
  const applications = useApplications();
  const [chosen, choose] = useState<string | null>(null);
  const graph = useMemo(() => {
    if (details.data === undefined || stages.data === undefined || applications.data === undefined) return null;
    const names = applications.data.find(({ app }) => app === job.app)?.stages ?? [];
    const { tasks } = details.data;
    // Jobs that need the same share its tasks; what another one does with them is not how this one ended.
    const own = job.state === "succeeded" ? tasks.map((task) => ({ ...task, state: "succeeded" as const, error: null })) : tasks;
    return graphOf(names, stages.data, own, job.state === "succeeded");
  }, [details.data, stages.data, applications.data, job.app, job.state]);
  const isMadeAgain = job.state === "succeeded" && (details.data?.tasks.some(({ state }) => state !== "succeeded") ?? false);
  if (graph === null) return <div aria-busy className="skeleton h-72 rounded-3" />;
  const reused = graph.nodes.filter(({ state }) => state === "reused").length;
  return (
    <>
      {reused > 0 && (
        <p className="num text-12 text-fg-3">
          {reused} of {graph.nodes.length} stages were there from an earlier run and cost nothing.
        </p>
      )}
      {isMadeAgain && <p className="text-12 text-fg-3">Another job makes some of this anew; times are those of the last time.</p>}
      <StageGraph graph={graph} chosen={chosen} onChoose={choose} />
      {chosen !== null && <StageTasks graph={graph} stage={chosen} />}
    </>
  );
}

function StageTasks({ graph, stage }: { graph: Graph; stage: string }) {
  const node = graph.nodes.find((one) => one.stage === stage);
  if (node === undefined) return null;
  return (
    <section aria-label={node.doing} className="rounded-3 border border-line p-3 text-12">
      <h3 className="font-medium">
        {node.doing} <span className="font-mono text-11 font-normal text-fg-3">{stage}</span>
      </h3>
      {node.tasks.length === 0 && <p className="mt-1 text-fg-2">Its result was there from an earlier run.</p>}
      <ul className="num mt-1 space-y-1 text-fg-2">
        {node.tasks.map((task) => (
          <li key={task.id} className="flex flex-wrap gap-x-3">
            {task.item !== null && <span>Part {task.item + 1}</span>}
            <span>{TASK_WORDS[task.state] ?? task.state}</span>
            {task.cost.wall_s !== undefined && <span>{secondsText(task.cost.wall_s)}</span>}
            {task.cost.cpu_s !== undefined && <span>{secondsText(task.cost.cpu_s)} of processor</span>}
            {task.cost.peak_mb !== undefined && <span>{Math.round(task.cost.peak_mb)} MB</span>}
            {task.attempt > 1 && (
              <span>
                attempt {task.attempt} of {task.max_attempts}
              </span>
            )}
            {task.error !== null && <span className="basis-full break-words text-err">{task.error.message}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
