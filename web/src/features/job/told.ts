/** What happened to a job, in words. */

import type { JobEvent } from "@/api/queries/following";
import { secondsText } from "@/parts/job/words";

type NameOf = (stage: string) => string;

export type Mood = "plain" | "ok" | "err" | "warn" | "info";

export interface Told {
  number: number;
  at: string;
  mood: Mood;
  says: string;
  /** More about it: the reason, or how long it took. */
  more: string | null;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** `Finding faces, part 3`. */
function workOf({ told }: JobEvent, nameOf: NameOf): string {
  const item = number(told.item);
  const name = nameOf(text(told.stage) ?? "");
  return item === null ? name : `${name}, part ${String(item + 1)}`;
}

function wordsOf(event: JobEvent, nameOf: NameOf): Omit<Told, "number" | "at"> | null {
  const { kind, told } = event;
  const reason = text(told.detail) ?? text(told.code);
  const seconds = number(told.seconds);
  switch (kind) {
    case "job.queued":
      return { mood: "plain", says: told.retry === true ? "Somebody let it go on" : "It was asked for", more: null };
    case "job.started":
      return { mood: "plain", says: "A worker took it", more: null };
    case "job.progress":
      return told.step === "imported" ? { mood: "ok", says: "The file arrived", more: null } : null;
    case "job.succeeded":
      return { mood: "ok", says: "Everything is done", more: null };
    case "job.failed":
      return { mood: "err", says: "It failed", more: reason };
    case "job.cancelled":
      return { mood: "warn", says: "It was stopped; what was finished is kept", more: null };
    case "task.cached": {
      const count = number(told.count) ?? 1;
      return { mood: "info", says: `${nameOf(text(told.stage) ?? "")}: ${count === 1 ? "a result was" : `${String(count)} results were`} there already`, more: null };
    }
    case "task.started":
      return { mood: "plain", says: `${workOf(event, nameOf)} began`, more: (number(told.attempt) ?? 1) > 1 ? `attempt ${String(told.attempt)}` : null };
    case "task.succeeded":
      return { mood: "ok", says: `${workOf(event, nameOf)} is done`, more: told.adopted === true ? "the result was there already" : seconds === null ? null : secondsText(seconds) };
    case "task.retrying":
      return { mood: "warn", says: `${workOf(event, nameOf)} is tried again`, more: reason };
    case "task.failed":
      return { mood: "err", says: `${workOf(event, nameOf)} failed`, more: reason };
    case "task.cancelled":
      return { mood: "warn", says: `${workOf(event, nameOf)} was stopped`, more: null };
    default:
      return null;
  }
}

/** In the order in which it happened. Of a task that ended, its beginning says nothing more. */
export function toldOf(events: readonly JobEvent[], nameOf: NameOf): Told[] {
  const ended = new Set(events.filter(({ kind }) => kind === "task.succeeded").map(({ told }) => told.task_id));
  return events.flatMap((event) => {
    if (event.kind === "task.started" && ended.has(event.told.task_id)) return [];
    const words = wordsOf(event, nameOf);
    return words === null ? [] : [{ number: event.number, at: event.at, ...words }];
  });
}
