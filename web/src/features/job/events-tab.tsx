"use client";

import { Circle, CircleAlert, CircleCheck, type LucideIcon, Recycle, TriangleAlert } from "lucide-react";
import { useMemo } from "react";

import { useJobEvents } from "@/api/queries/following";
import { cx } from "@/lib/cx";
import { useStageNames } from "@/parts/job/stage-names";

import { type Mood, toldOf } from "./told";

const LOOKS: Record<Mood, { icon: LucideIcon; tone: string }> = {
  plain: { icon: Circle, tone: "text-fg-3" },
  ok: { icon: CircleCheck, tone: "text-ok" },
  err: { icon: CircleAlert, tone: "text-err" },
  warn: { icon: TriangleAlert, tone: "text-warn" },
  info: { icon: Recycle, tone: "text-info" },
};

function clockOf(at: string): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

/** What happened, newest first, and what happens while it is looked at. */
export function EventsTab({ job }: { job: string }) {
  const { lines, state } = useJobEvents(job);
  const nameOf = useStageNames();
  const told = useMemo(() => toldOf(lines, nameOf).reverse(), [lines, nameOf]);
  if (told.length === 0) {
    return state === "connecting" ? (
      <div aria-busy className="skeleton h-40 rounded-3" />
    ) : (
      <p className="text-fg-2">What happened to this job is not kept any more.</p>
    );
  }
  return (
    <ol aria-label="Events, the newest first">
      {told.map((one) => {
        const { icon: Icon, tone } = LOOKS[one.mood];
        return (
          <li key={one.number} className="flex gap-3 border-b border-line py-1.5 last:border-0">
            <time dateTime={one.at} className="num shrink-0 font-mono text-11 leading-5 text-fg-3">
              {clockOf(one.at)}
            </time>
            <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", tone)} />
            <span className="min-w-0 flex-1 break-words">
              {one.says}
              {one.more !== null && <span className="num ml-2 text-12 text-fg-3">{one.more}</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
