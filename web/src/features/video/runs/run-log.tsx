"use client";

import { useEffect, useRef } from "react";

import { useLog } from "@/api/queries/runs";
import { cx } from "@/lib/cx";

const TONES: Record<string, string> = { error: "text-err", critical: "text-err", warning: "text-warn" };

function valuesText(values: Record<string, unknown>): string {
  return Object.entries(values)
    .filter(([name]) => name !== "job" && name !== "job_id")
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}

/** What was logged about a run, as it is written. */
export function RunLog({ job }: { job: string }) {
  const { lines, isRefused } = useLog(job);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = end.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, [lines]);
  if (isRefused) return <p className="text-12 text-fg-2">Only administrators may read logs.</p>;
  if (lines.length === 0) return <p className="text-12 text-fg-3">Nothing was logged about this run yet.</p>;
  return (
    <div
      ref={end}
      role="log"
      tabIndex={0}
      aria-label="Log"
      className="max-h-56 overflow-auto rounded-3 bg-surface-2 p-2.5 font-mono text-11 leading-4"
    >
      {lines.map((line, number) => (
        <p key={`${line.at} ${String(number)}`} className="break-words">
          <span className="text-fg-3">{line.at.slice(11, 19)} </span>
          <span className={cx(TONES[line.level] ?? "text-fg")}>{line.event}</span>
          <span className="text-fg-3"> {valuesText(line.values)}</span>
        </p>
      ))}
    </div>
  );
}
