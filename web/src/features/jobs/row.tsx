"use client";

import { ChevronDown, Ellipsis, ExternalLink, RotateCw, Square, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";

import type { Job } from "@/api";
import { cx } from "@/lib/cx";
import { titleOf } from "@/lib/titles";
import { useNow } from "@/parts/job/now";
import { Ring } from "@/parts/job/ring";
import { WhyFailed } from "@/parts/job/why";
import { isBusy, JOB_LOOKS, took, when } from "@/parts/job/words";
import { Button, buttonLook } from "@/ui/button";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/ui/menu";

import { PRIORITIES, priorityWord } from "./found";

export const COLUMNS =
  "grid grid-cols-[20px_36px_minmax(0,1.2fr)_minmax(0,1.3fr)_96px_132px_92px_64px] items-center gap-3 max-lg:grid-cols-[20px_36px_minmax(0,1fr)_minmax(0,1fr)_64px] max-md:grid-cols-[36px_minmax(0,1fr)_44px]";

export interface Acts {
  canEdit: boolean;
  stop: (ids: readonly string[]) => void;
  goOn: (ids: readonly string[]) => void;
  prioritise: (ids: readonly string[], priority: number) => void;
  remove: (ids: readonly string[]) => void;
}

interface Props {
  job: Job;
  /** Of its application. */
  title: string;
  isOpen: boolean;
  isSelected: boolean;
  acts: Acts;
  onOpen: () => void;
  onSelect: (isRange: boolean) => void;
}

/** What a job is about, and how it is. */
export function Row({ job, title, isOpen, isSelected, acts, onOpen, onSelect }: Props) {
  const now = useNow(job);
  const isFailed = job.state === "failed";
  const name = titleOf({ name: job.video.name, episode: null });
  const what = job.exports.length > 0 ? `Export: ${job.exports.join(", ")}` : title;
  return (
    <>
      <div className={cx(COLUMNS, "relative min-h-15 border-b border-line px-2 py-2 hover:bg-hover", isSelected && "bg-accent-soft")}>
        <span className="relative z-1 max-md:hidden">
          {acts.canEdit && (
            <input
              type="checkbox"
              checked={isSelected}
              aria-label={`Select the job of ${name}`}
              onChange={(event) => onSelect(event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
              className="block size-4 accent-(--accent-solid)"
            />
          )}
        </span>
        <Ring state={job.state} share={now.share} />
        <span className="min-w-0">
          <Link
            href={`/job/?id=${job.id}`}
            prefetch={false}
            title={job.video.name}
            className="block truncate font-medium after:absolute after:inset-0"
          >
            {name}
          </Link>
          <span className="block truncate text-12 text-fg-3">
            {what}
            {job.priority !== 0 && isBusy(job) && ` · ${priorityWord(job.priority)}`}
          </span>
          <span className="num block truncate text-12 text-fg-3 md:hidden">
            {stateText(job, now.says, now.left)}
          </span>
        </span>
        <span className="num min-w-0 text-12 max-md:hidden">
          <StateCell job={job} says={now.says} left={now.left} isOpen={isOpen} onOpen={onOpen} />
        </span>
        <span className="truncate text-12 text-fg-2 max-lg:hidden">{job.node}</span>
        <span className="num truncate text-12 text-fg-2 max-lg:hidden" title={`Asked for by ${job.requested_by}`}>
          {when(job.started_at ?? job.created_at)}
        </span>
        <span className="num truncate text-right text-12 text-fg-2 max-lg:hidden">{took(job) ?? "–"}</span>
        <span className="relative z-1 flex justify-end gap-0.5">
          {acts.canEdit && <Actions job={job} name={name} acts={acts} />}
        </span>
      </div>
      {isFailed && isOpen && <Reason job={job} acts={acts} />}
    </>
  );
}

function stateText(job: Job, says: string | null, left: string | null): string {
  if (job.is_stopping) return "Stopping";
  const { word } = JOB_LOOKS[job.state];
  if (job.state === "running") return [says ?? word, left].filter((part) => part !== null).join(" · ");
  if (job.state === "failed") return job.error?.message ?? word;
  return `${word} · ${when(job.finished_at ?? job.created_at)}`;
}

interface StateProps {
  job: Job;
  says: string | null;
  left: string | null;
  isOpen: boolean;
  onOpen: () => void;
}

function StateCell({ job, says, left, isOpen, onOpen }: StateProps) {
  const { word } = JOB_LOOKS[job.state];
  if (job.is_stopping) return <span className="text-fg-2">Stopping; what is finished is kept</span>;
  if (job.state === "failed") {
    return (
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onOpen}
        className="relative z-1 flex min-h-8 w-full items-center gap-1.5 rounded-2 text-left text-err hover:underline"
      >
        <ChevronDown aria-hidden className={cx("size-3.5 shrink-0 transition-transform", !isOpen && "-rotate-90")} />
        <span className="shrink-0 font-medium">Failed</span>
        <span className="truncate text-fg-2" title={job.error?.message}>
          {job.error?.message}
        </span>
      </button>
    );
  }
  if (job.state === "running") {
    return (
      <>
        <span className="block truncate text-fg">{says ?? word}</span>
        <span className="block truncate text-fg-3">{left ?? "Time left is not known yet"}</span>
      </>
    );
  }
  const text = job.state === "queued" ? "Waiting for a worker" : job.state === "cancelled" ? "Stopped; what was finished is kept" : job.tasks_total === 0 ? "Done; everything was there already" : word;
  return <span className="block truncate text-fg-2">{text}</span>;
}

function Reason({ job, acts }: { job: Job; acts: Acts }) {
  return (
    <div className="space-y-3 border-b border-line py-3 pr-2 pl-22 max-md:pl-2">
      <WhyFailed job={job} />
      <div className="flex flex-wrap gap-2">
        {acts.canEdit && (
          <Button look="primary" onClick={() => acts.goOn([job.id])}>
            <RotateCw aria-hidden /> Retry from where it stopped
          </Button>
        )}
        <Link href={`/job/?id=${job.id}&tab=log`} prefetch={false} className={buttonLook()}>
          Log and events
        </Link>
      </div>
    </div>
  );
}

function Actions({ job, name, acts }: { job: Job; name: string; acts: Acts }) {
  const router = useRouter();
  const isLive = isBusy(job);
  return (
    <>
      {isLive && (
        <Button look="ghost" isIcon className="max-md:hidden" aria-label={`Stop the job of ${name}`} title="Stop" disabled={job.is_stopping} onClick={() => acts.stop([job.id])}>
          <Square aria-hidden />
        </Button>
      )}
      {(job.state === "failed" || job.state === "cancelled") && (
        <Button look="ghost" isIcon className="max-md:hidden" aria-label={`Retry the job of ${name} from where it stopped`} title="Retry from where it stopped" onClick={() => acts.goOn([job.id])}>
          <RotateCw aria-hidden />
        </Button>
      )}
      <Menu
        trigger={
          <Button look="ghost" isIcon aria-label={`More for the job of ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {isLive && (
          <>
            <MenuItem icon={Square} isDisabled={job.is_stopping} onSelect={() => acts.stop([job.id])}>
              Stop
            </MenuItem>
            <MenuLine />
            <MenuLabel>Its turn</MenuLabel>
            <MenuChoice
              value={String(job.priority)}
              onChange={(value) => acts.prioritise([job.id], Number(value))}
              choices={PRIORITIES.map(({ value, label }) => ({ value: String(value), label }))}
            />
          </>
        )}
        {(job.state === "failed" || job.state === "cancelled") && (
          <MenuItem icon={RotateCw} onSelect={() => acts.goOn([job.id])}>
            Retry from where it stopped
          </MenuItem>
        )}
        {job.video.id !== null && (
          <MenuItem icon={ExternalLink} onSelect={() => router.push(`/video/?id=${job.video.id ?? ""}`)}>
            To the video
          </MenuItem>
        )}
        {!isLive && (
          <MenuItem icon={Trash2} isDangerous onSelect={() => acts.remove([job.id])}>
            Remove
          </MenuItem>
        )}
      </Menu>
    </>
  );
}
