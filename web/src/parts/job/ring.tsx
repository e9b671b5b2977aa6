import { Ban, Check, Clock3, LoaderCircle, type LucideIcon, TriangleAlert } from "lucide-react";

import type { Job } from "@/api";
import { cx } from "@/lib/cx";


const TONES: Record<Job["state"], string> = {
  running: "text-accent",
  queued: "text-fg-3",
  succeeded: "bg-ok-soft text-ok",
  failed: "bg-err-soft text-err",
  cancelled: "bg-surface-2 text-fg-3",
};
const ICONS: Record<Job["state"], LucideIcon> = {
  running: LoaderCircle,
  queued: Clock3,
  succeeded: Check,
  failed: TriangleAlert,
  cancelled: Ban,
};
const R = 15;
const ROUND = 2 * Math.PI * R;

/** How far a job is, or how it ended, as one round picture. Words say the same beside it. */
export function Ring({ state, share, className = "size-9" }: { state: Job["state"]; share: number; className?: string }) {
  const Icon = ICONS[state];
  const isRunning = state === "running";
  return (
    <span aria-hidden className={cx("relative grid shrink-0 place-items-center rounded-full", TONES[state], className)}>
      {(isRunning || state === "queued") && (
        <svg viewBox="0 0 36 36" className="absolute inset-0 size-full -rotate-90" fill="none" strokeWidth="3">
          <circle cx="18" cy="18" r={R} className="stroke-surface-3" strokeDasharray={isRunning ? undefined : "2 4"} />
          {isRunning && (
            <circle
              cx="18"
              cy="18"
              r={R}
              stroke="currentColor"
              strokeLinecap="round"
              strokeDasharray={`${String(ROUND * Math.max(0.02, share))} ${String(ROUND)}`}
              className="transition-[stroke-dasharray] duration-300"
            />
          )}
        </svg>
      )}
      {isRunning ? (
        <span className="num text-[10px] font-semibold text-fg">{Math.floor(share * 100)}</span>
      ) : (
        <Icon className="size-4" strokeWidth={2} />
      )}
    </span>
  );
}
