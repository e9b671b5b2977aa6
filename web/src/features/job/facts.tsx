"use client";

import Link from "next/link";
import type { ReactNode } from "react";

import type { JobDetails } from "@/api";
import { isBusy, took, when } from "@/parts/job/words";
import { Copy } from "@/ui/copy";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center gap-3 border-b border-line py-1 last:border-0">
      <dt className="w-24 shrink-0 text-fg-3">{name}</dt>
      <dd className="num flex min-w-0 flex-1 items-center gap-1">{children}</dd>
    </div>
  );
}

/** Who asked for it and when, where it runs, and how it is called. */
export function Facts({ job, title }: { job: JobDetails; title: string }) {
  const time = took(job);
  const done = job.tasks_total - job.tasks_left;
  return (
    <dl aria-label="About this job" className="text-12">
      <Fact name="Video">
        {job.video.id === null ? (
          <span className="truncate">{job.video.name}</span>
        ) : (
          <Link href={`/video/?id=${job.video.id}`} prefetch={false} className="truncate text-accent hover:underline" title={job.video.name}>
            {job.video.name}
          </Link>
        )}
      </Fact>
      <Fact name="Application">
        <span className="truncate" title={job.app}>
          {title}
        </span>
      </Fact>
      <Fact name="Asked for">
        {when(job.created_at)} by {job.requested_by}
      </Fact>
      <Fact name="Began">{job.started_at === null ? (isBusy(job) ? "Not yet" : "Nothing had to be done") : when(job.started_at)}</Fact>
      <Fact name="Ended">
        {job.finished_at === null ? "Not yet" : when(job.finished_at)}
        {time !== null && <span className="text-fg-3">after {time}</span>}
      </Fact>
      <Fact name="Work">{job.tasks_total === 0 ? "Nothing new" : `${String(done)} of ${String(job.tasks_total)} parts done`}</Fact>
      <Fact name="Node">{job.node}</Fact>
      <Fact name="Id">
        <span className="min-w-0 flex-1 truncate font-mono text-11" title={job.id}>
          {job.id}
        </span>
        <Copy text={job.id} what="the id of the job" />
      </Fact>
    </dl>
  );
}
