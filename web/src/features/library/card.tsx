"use client";

import { Check, CircleCheck, Clock, Film, ListChecks, TriangleAlert, UserRound } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";

import { type Job, useLiveJob, type Video } from "@/api";
import { useRetry, useSubmit } from "@/api/queries/jobs";
import { usePresence, useStatus } from "@/api/queries/videos";
import { cx } from "@/lib/cx";
import { amount, clock, count, left, percent } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Menu, MenuItem } from "@/ui/menu";
import { Picture } from "@/ui/picture";

import { type Entry, titleOf } from "./entries";
import { facesOf, stripOf } from "./presence";

export type Shape = "card" | "hero" | "line";

const FACES = 4;
const RING = 2 * Math.PI * 23;

function Ring({ job }: { job: Job }) {
  const live = useLiveJob(job.id);
  const share = live?.progress ?? job.progress;
  const eta = live?.etaS ?? job.eta_s;
  const doing = live?.doing ?? job.doing ?? "Analysing";
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-1.5 bg-black/55 text-white">
      <svg width="54" height="54" viewBox="0 0 54 54" aria-hidden="true">
        <circle cx="27" cy="27" r="23" fill="none" stroke="rgb(255 255 255 / .22)" strokeWidth="4" />
        <circle
          cx="27"
          cy="27"
          r="23"
          fill="none"
          stroke="#fff"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray={`${String(RING * share)} ${String(RING)}`}
          transform="rotate(-90 27 27)"
        />
        <text x="27" y="31.5" textAnchor="middle" fill="#fff" fontSize="12.5" fontWeight="600">
          {Math.floor(share * 100)}%
        </text>
      </svg>
      <span className="max-w-full truncate px-2 text-12 font-medium">{eta === null ? doing : `${doing} · ${left(eta)}`}</span>
    </div>
  );
}

function Faces({ video, run, head, size }: { video: Video; run: string | null; head: number; size: number }) {
  const router = useRouter();
  const timeline = usePresence(video, run, head);
  if (timeline.data === undefined) return null;
  const { faces, more } = facesOf(timeline.data, FACES);
  if (faces.length === 0) return null;
  const { faces: all } = facesOf(timeline.data, Infinity);
  const shown = (
    <button type="button" className="relative z-1 -my-1 flex min-h-8 items-center gap-1.5 rounded-full coarse:min-h-11">
      <span className="sr-only">
        {count(all.length, "person", "people")} on screen: {all.map(({ label }) => label).join(", ")}
      </span>
      <span className="flex">
        {faces.map((face) => (
          <span
            key={face.label}
            title={face.label}
            className="-ml-1.5 overflow-hidden rounded-full bg-surface-3 shadow-[0_0_0_2px_var(--bg)] first:ml-0"
            style={{ width: size, height: size }}
          >
            <Picture address={face.picture} alt="" icon={UserRound} />
          </span>
        ))}
      </span>
      {more > 0 && <span className="num">+{more}</span>}
    </button>
  );
  return (
    <Menu align="start" trigger={shown}>
      {all.map((face) => (
        <MenuItem key={face.label} icon={UserRound} onSelect={() => router.push(face.person === null ? `/video/?id=${video.id}` : `/person/?id=${encodeURIComponent(face.person)}`)}>
          {face.label}
        </MenuItem>
      ))}
    </Menu>
  );
}

function Strip({ video, run, head }: { video: Video; run: string | null; head: number }) {
  const timeline = usePresence(video, run, head);
  const strip = timeline.data === undefined ? null : stripOf(timeline.data);
  if (strip === null) return null;
  return <span aria-hidden className="absolute inset-x-0 bottom-0 h-[5px] bg-stage" style={{ backgroundImage: strip }} />;
}

function Action({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className="relative z-1 shrink-0 rounded-2 px-1 font-medium text-accent hover:underline coarse:py-2">
      {children}
    </button>
  );
}

/** The state in one badge, and what can be done about it. */
export function StateBadge({ entry, app }: { entry: Entry; app: string }) {
  const { video, job, state } = entry;
  const status = useStatus(video.id, state === "ready").data;
  const live = useLiveJob(state === "working" ? job?.id : undefined);
  const retry = useRetry();
  const submit = useSubmit();
  switch (state) {
    case "ready": {
      const questions = status?.questions ?? 0;
      if (questions === 0) return <Badge tone="ok" icon={CircleCheck}>Ready</Badge>;
      return (
        <Badge tone="accent" icon={ListChecks}>
          {questions} to review · {amount(status?.questions_s ?? 0)}
        </Badge>
      );
    }
    case "working":
      return <Badge tone="info" icon={Clock}>Analysing {percent(live?.progress ?? job?.progress ?? 0)}</Badge>;
    case "queued":
      return <Badge tone="mute" icon={Clock}>Waiting for a worker</Badge>;
    case "stopped":
      return (
        <>
          <Badge tone="err" icon={TriangleAlert}>Stopped</Badge>
          <span className="min-w-0 flex-1 truncate" title={job?.error?.message}>
            {job?.error?.message}
          </span>
          {job !== null && <Action onClick={() => retry.mutate([job.id])}>Resume</Action>}
        </>
      );
    case "new":
      return (
        <>
          <Badge tone="mute">Not analysed</Badge>
          <Action onClick={() => submit.mutate({ videos: [video.id], app })}>Analyse</Action>
        </>
      );
  }
}

interface Props {
  entry: Entry;
  shape: Shape;
  /** What is run by "Analyse". */
  app: string;
  isSelected: boolean;
  isSelecting: boolean;
  onSelect: (id: string, isRange: boolean) => void;
}

export function Card({ entry, shape, app, isSelected, isSelecting, onSelect }: Props) {
  const { video, job, state, hasRun } = entry;
  const status = useStatus(video.id, hasRun).data;
  const run = status?.run ?? null;
  const head = status?.decisions ?? 0;
  const isLine = shape === "line";
  const title = titleOf(video);
  const poster = (
    <div
      className={cx(
        "relative overflow-hidden bg-surface-3",
        isLine ? "h-18 w-32 shrink-0 rounded-3" : "aspect-video rounded-3",
        isSelected && "shadow-[0_0_0_2px_var(--bg),0_0_0_4px_var(--accent)]",
      )}
    >
      {(hasRun || state !== "working" || isLine) && (
        <Picture key={job?.id} address={hasRun ? `/videos/${video.id}/poster.jpg` : null} alt="" icon={Film} />
      )}
      {state === "working" && job !== null && !isLine && <Ring job={job} />}
      {video.duration_s !== null && (
        <span className="num absolute right-1.5 bottom-2.5 rounded-1 bg-black/72 px-1.5 py-px font-mono text-11 font-medium text-white">
          {clock(video.duration_s)}
        </span>
      )}
      <Strip video={video} run={run} head={head} />
    </div>
  );
  const heading = (
    <h3 className={cx("font-semibold tracking-tight", isLine || shape === "hero" ? "text-[15px] leading-5" : "text-13")}>
      <Link href={`/video/?id=${video.id}`} prefetch={false} title={video.name} className="block truncate after:absolute after:inset-0 after:rounded-3 coarse:leading-6">
        {title}
      </Link>
    </h3>
  );
  return (
    <article
      className={cx("group relative min-w-0", isLine && "flex items-center gap-3")}
      aria-label={title}
      onClickCapture={(event) => {
        const isLink = event.target instanceof Element && event.target.closest("a") !== null;
        if (!isLink || (!isSelecting && !event.shiftKey)) return;
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        onSelect(video.id, event.shiftKey);
      }}
    >
      {poster}
      <button
        type="button"
        role="checkbox"
        aria-checked={isSelected}
        aria-label={`Select ${title}`}
        onClick={(event) => onSelect(video.id, event.shiftKey)}
        className={cx(
          "absolute top-0.5 left-0.5 z-1 grid size-8 place-items-center rounded-2 transition-opacity focus-visible:opacity-100 coarse:size-11",
          isSelected || isSelecting ? "opacity-100" : "opacity-0 group-hover:opacity-100 coarse:opacity-0",
        )}
      >
        <span
          className={cx(
            "grid size-5 place-items-center rounded-[5px]",
            isSelected ? "bg-accent-solid text-white" : "border-[1.5px] border-white bg-black/45",
          )}
        >
          {isSelected && <Check aria-hidden className="size-3.5" strokeWidth={2.5} />}
        </span>
      </button>
      <div className={cx("min-w-0", isLine ? "flex-1" : "mt-2")}>
        {heading}
        <div className={cx("flex min-h-5.5 items-center justify-between gap-2 text-12 whitespace-nowrap text-fg-3", isLine ? "mt-1.5 justify-start!" : "mt-0.5")}>
          {!isLine && <Faces video={video} run={run} head={head} size={shape === "hero" ? 30 : 22} />}
          <StateBadge entry={entry} app={app} />
        </div>
      </div>
    </article>
  );
}
