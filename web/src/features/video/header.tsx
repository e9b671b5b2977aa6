"use client";

import { ChevronLeft, CircleAlert, CircleCheck, CircleDashed, LoaderCircle, RefreshCw } from "lucide-react";
import Link from "next/link";

import { messageOf, type Status, useLiveJob, type Video } from "@/api";
import { useSubmit } from "@/api/queries/jobs";
import { bytes, clock, left, percent } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button, buttonLook } from "@/ui/button";
import { complain, say } from "@/ui/toast";

function rateText(video: Video): string | null {
  if (video.frame_rate === null) return null;
  const [num = 0, den = 1] = video.frame_rate.split("/").map(Number);
  return `${(num / den).toFixed(2).replace(/\.?0+$/, "")} fps`;
}

function State({ status }: { status: Status }) {
  const { job } = status;
  const live = useLiveJob(job?.id);
  if (job?.state === "queued" || job?.state === "running") {
    const eta = live?.etaS ?? job.eta_s;
    return (
      <Badge tone="info" icon={LoaderCircle}>
        {job.state === "queued" ? "Waiting" : `Analysing ${percent(live?.progress ?? job.progress)}`}
        {eta !== null && ` · ${left(eta)}`}
      </Badge>
    );
  }
  if (job?.state === "failed") {
    return (
      <Badge tone="err" icon={CircleAlert}>
        Stopped
      </Badge>
    );
  }
  return status.run === null ? (
    <Badge tone="mute" icon={CircleDashed}>
      Not analysed
    </Badge>
  ) : (
    <Badge tone="ok" icon={CircleCheck}>
      Ready
    </Badge>
  );
}

export function useAnalyse(video: string): { run: () => void; isPending: boolean } {
  const submit = useSubmit();
  return {
    isPending: submit.isPending,
    run: () =>
      submit.mutate(
        { videos: [video], app: "faces" },
        {
          onSuccess: ([asked]) =>
            asked?.status === "rejected"
              ? complain("It is not analysed", messageOf(asked.reason))
              : say("It is being analysed. What is there already is not made again."),
        },
      ),
  };
}

/** Which film this is, how far it is, and what can be done with it. */
export function Header({ video, status }: { video: Video; status: Status | undefined }) {
  const analyse = useAnalyse(video.id);
  const isBusy = status?.job?.state === "queued" || status?.job?.state === "running";
  const facts = [
    video.duration_s === null ? null : clock(video.duration_s),
    video.width === null || video.height === null ? null : `${String(video.width)} × ${String(video.height)}`,
    rateText(video),
    video.codec,
    bytes(video.size_bytes),
  ];
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-3 border-b border-line pr-4 pl-2">
      <Link href="/" aria-label="Back to the library" className={buttonLook("ghost", "compact", true)}>
        <ChevronLeft aria-hidden />
      </Link>
      <h1 className="min-w-0 truncate text-16 font-semibold tracking-tight" title={video.name}>
        {video.name}
      </h1>
      <p className="num truncate text-12 text-fg-3 max-lg:hidden">{facts.filter((fact) => fact !== null).join(" · ")}</p>
      <span className="flex-1" />
      {status !== undefined && <State status={status} />}
      <Button onClick={analyse.run} disabled={isBusy || analyse.isPending} className="max-sm:hidden">
        <RefreshCw aria-hidden /> {status?.run === null ? "Analyse" : "Analyse again"}
      </Button>
    </header>
  );
}
