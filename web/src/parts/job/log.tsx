"use client";

import { useEffect, useRef } from "react";

import { type Level, type LogLine, useLog } from "@/api/queries/following";
import { cx } from "@/lib/cx";

const TONES: Record<string, string> = { error: "text-err", critical: "text-err", warning: "text-warn", debug: "text-fg-2" };

export function valuesText(values: Record<string, unknown>): string {
  return Object.entries(values)
    .filter(([name]) => name !== "job" && name !== "job_id")
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}

/** One line as it was written. */
export function LineOfLog({ line }: { line: LogLine }) {
  const time = line.at === "" ? "" : new Date(line.at).toLocaleTimeString("en-GB");
  return (
    <p className="break-words whitespace-pre-wrap">
      <span className="text-fg-3">{time} </span>
      {line.level !== "info" && line.level !== "debug" && <span className={TONES[line.level]}>{line.level} </span>}
      <span className={TONES[line.level] ?? "text-fg"}>{line.event}</span>
      <span className="text-fg-3"> {valuesText(line.values)}</span>
    </p>
  );
}

interface Props {
  job: string;
  /** Whether anything is still to come. */
  isBusy: boolean;
  level?: Level;
  className?: string;
}

/** What was logged about a job, as it is written. The server remembers its newest lines only. */
export function JobLog({ job, isBusy, level = "debug", className = "max-h-56" }: Props) {
  const { lines, state } = useLog({ job, level });
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    if (box.current !== null && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  if (state === "refused") return <p className="text-12 text-fg-2">Only administrators may read logs.</p>;
  if (state === "connecting") return <p className="text-12 text-fg-3">Reading the log</p>;
  if (lines.length === 0) {
    return (
      <p className="text-12 text-fg-3">
        {isBusy
          ? "Nothing was logged about this job yet."
          : "The newest 1,000 lines of the log say nothing about this job. What happened to it is listed under its events."}
      </p>
    );
  }
  return (
    <div
      ref={box}
      role="log"
      aria-live="off"
      tabIndex={0}
      aria-label="Log"
      onScroll={({ currentTarget: it }) => {
        isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < 24;
      }}
      className={cx("overflow-auto rounded-3 bg-surface-2 p-2.5 font-mono text-11 leading-4", className)}
    >
      {lines.map((line) => (
        <LineOfLog key={line.number} line={line} />
      ))}
    </div>
  );
}
