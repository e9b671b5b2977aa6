/** What is told line by line: the log of the server, and the events of one job. */

import { useEffect, useState } from "react";

import { followStream } from "../stream";

/** The server gives at most so many lines at first. */
export const LOG_LINES = 1000;
const EVENTS = 5000;
const TOGETHER_MS = 120;

export type Level = "debug" | "info" | "warning" | "error";

export interface LogLine {
  /** Its place in the stream, for lists. */
  number: number;
  at: string;
  level: string;
  event: string;
  file: string;
  values: Record<string, unknown>;
}

export interface JobEvent {
  number: number;
  kind: string;
  at: string;
  told: Record<string, unknown>;
}

/** `connecting`, then `open`; `ended` when there is nothing more to come, `refused` when it may not be read. */
export type Following = "connecting" | "open" | "ended" | "refused";

interface Kept<T> {
  key: string | null;
  lines: readonly T[];
  state: Following;
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === "object" && data !== null ? { ...data } : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

interface Source<T> {
  /** Another one begins anew; null for none. */
  key: string | null;
  path: string;
  query?: Record<string, string>;
  kinds: readonly string[];
  read: (kind: string, told: Record<string, unknown>, number: number) => T;
  most: number;
  /** The stream goes on after a break where it was; otherwise it begins anew. */
  isResumed: boolean;
}

/** Lines come in bursts; they are shown some times a second. */
function useFollowed<T>({ key, path, query, kinds, read, most, isResumed }: Source<T>): Kept<T> {
  const [kept, setKept] = useState<Kept<T>>({ key, lines: [], state: "connecting" });
  useEffect(() => {
    if (key === null) return;
    let lines: readonly T[] = [];
    let state: Following = "connecting";
    let number = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        setKept({ key, lines, state });
      }, TOGETHER_MS);
    };
    const stop = followStream({
      path,
      ...(query === undefined ? {} : { query }),
      kinds,
      onOpen: (isAnew) => {
        if (isAnew || !isResumed) lines = [];
        state = "open";
        show();
      },
      onEvent: (kind, text) => {
        const told = objectOf(text);
        if (told === null) return;
        lines = [...lines, read(kind, told, number)].slice(-most);
        number += 1;
        show();
      },
      onEnd: (isRefused) => {
        state = isRefused ? "refused" : "ended";
        show();
      },
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
    // What is followed is told apart by its key alone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  return kept.key === key ? kept : { key, lines: [], state: "connecting" };
}

function lineOf(_kind: string, { at, level, event, file, values }: Record<string, unknown>, number: number): LogLine {
  const held = typeof values === "object" && values !== null ? { ...values } : {};
  return { number, at: textOf(at), level: textOf(level) || "info", event: textOf(event), file: textOf(file), values: held };
}

interface LogAsked {
  job: string | null;
  level: Level;
  isOn?: boolean;
  /** Whether requests that went well are among them. */
  hasRequests?: boolean;
}

/** The last lines that were logged, and each new one. Administrators may read them. */
export function useLog({ job, level, isOn = true, hasRequests = true }: LogAsked) {
  return useFollowed<LogLine>({
    key: isOn ? `${job ?? ""} ${level} ${String(hasRequests)}` : null,
    path: "/admin/logs/stream",
    query: { lines: String(LOG_LINES), level, requests: String(hasRequests), ...(job === null ? {} : { job }) },
    kinds: ["log"],
    read: lineOf,
    most: 2 * LOG_LINES,
    isResumed: false,
  });
}

const JOB_KINDS = ["queued", "started", "progress", "succeeded", "failed", "cancelled"].map((end) => `job.${end}`);
const TASK_KINDS = ["cached", "started", "succeeded", "retrying", "failed", "cancelled"].map((end) => `task.${end}`);

function eventOf(kind: string, told: Record<string, unknown>, number: number): JobEvent {
  return { number, kind, at: textOf(told.at), told };
}

/** Everything that happened to a job, from its beginning, and what happens. */
export function useJobEvents(job: string | null) {
  return useFollowed<JobEvent>({
    key: job,
    path: `/jobs/${job ?? ""}/events`,
    kinds: [...JOB_KINDS, ...TASK_KINDS],
    read: eventOf,
    most: EVENTS,
    isResumed: true,
  });
}
