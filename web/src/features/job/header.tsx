"use client";

import { ChevronLeft, Ellipsis, Film, RotateCw, Square, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";

import type { Job } from "@/api";
import { titleOf } from "@/lib/titles";
import { isBusy, JOB_LOOKS } from "@/parts/job/words";
import { Badge } from "@/ui/badge";
import { Button, buttonLook } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

interface Props {
  job: Job;
  /** Of its application. */
  title: string;
  /** What this person may do; null for somebody who may only look. */
  acts: { stop: () => void; goOn: () => void; remove: () => void } | null;
}

/** Which job this is, how it is, and what can be done with it. */
export function Header({ job, title, acts }: Props) {
  const router = useRouter();
  const { tone, icon, word } = JOB_LOOKS[job.state];
  const name = titleOf({ name: job.video.name, episode: null });
  const canGoOn = job.state === "failed" || job.state === "cancelled";
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-3 border-b border-line pr-4 pl-2">
      <Link href="/jobs/" aria-label="Back to the jobs" className={buttonLook("ghost", "compact", true)}>
        <ChevronLeft aria-hidden />
      </Link>
      <h1 className="min-w-0 truncate text-16 font-semibold tracking-tight" title={job.video.name}>
        {name}
      </h1>
      <p className="truncate text-12 text-fg-3 max-lg:hidden">{job.exports.length > 0 ? `Export: ${job.exports.join(", ")}` : title}</p>
      <span className="flex-1" />
      <Badge tone={tone} icon={icon}>
        {job.is_stopping ? "Stopping" : word}
      </Badge>
      {job.video.id !== null && (
        <Link href={`/video/?id=${job.video.id}`} prefetch={false} className={`${buttonLook()} max-sm:hidden`}>
          <Film aria-hidden /> To the video
        </Link>
      )}
      {acts !== null && isBusy(job) && (
        <Button onClick={acts.stop} disabled={job.is_stopping}>
          <Square aria-hidden /> {job.is_stopping ? "Stopping" : "Stop"}
        </Button>
      )}
      {acts !== null && canGoOn && (
        <Button look="primary" onClick={acts.goOn} className="max-sm:hidden">
          <RotateCw aria-hidden /> Retry from where it stopped
        </Button>
      )}
      {(acts !== null || job.video.id !== null) && (
        <span className={acts === null || isBusy(job) ? "sm:hidden" : ""}>
          <Menu
            trigger={
              <Button look="ghost" isIcon aria-label="More for this job">
                <Ellipsis aria-hidden />
              </Button>
            }
          >
            {acts !== null && canGoOn && (
              <MenuItem icon={RotateCw} onSelect={acts.goOn}>
                Retry from where it stopped
              </MenuItem>
            )}
            {job.video.id !== null && (
              <MenuItem icon={Film} onSelect={() => router.push(`/video/?id=${job.video.id ?? ""}`)}>
                To the video
              </MenuItem>
            )}
            {acts !== null && !isBusy(job) && (
              <MenuItem icon={Trash2} isDangerous onSelect={acts.remove}>
                Remove
              </MenuItem>
            )}
          </Menu>
        </span>
      )}
    </header>
  );
}
