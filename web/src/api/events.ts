/** One stream of events for all pages: what happens to jobs, and whether the server is there. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";

import { isOtherSite } from "@/lib/site";

import { tellJobsChanged } from "./changes";
import { Live, type LiveJob } from "./live";
import { HIDDEN_MS, isHidden, streamAddress } from "./stream";

const STREAM = "/jobs/events";
const KINDS = ["job.queued", "job.started", "job.progress", "job.succeeded", "job.failed", "job.cancelled"] as const;
const REOPEN_MS = 3000;

const live = new Live();

/**
 * Keep the stream open while a page is looked at. `onChange` is told which jobs changed other than by progress, none
 * where anything may have changed; `onFirst` that it is open for the first time.
 */
export function follow(onChange: (jobs: ReadonlySet<string>) => void, onFirst: () => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  /** Whether something may have been missed when the stream opens: it was open before, or nobody looked. */
  let isLate = false;
  let turn = 0;

  const told = (event: MessageEvent<string>) => {
    const changed = live.hear(event.type, event.data);
    if (changed !== null) onChange(new Set([changed]));
  };
  const close = () => {
    turn += 1;
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const again = () => {
    close();
    if (isStopped) return;
    live.setConnection("lost");
    timer = setTimeout(open, REOPEN_MS);
  };
  const leave = () => {
    close();
    isLate = true;
    live.setConnection("connecting");
  };
  const open = () => {
    close();
    if (isStopped) return;
    if (isHidden()) {
      leave();
      return;
    }
    const mine = turn;
    const found = (url: string) => {
      if (mine !== turn) return;
      source = new EventSource(url, { withCredentials: true });
      source.onopen = () => {
        live.setConnection("open");
        // Whatever happened meanwhile is read anew: jobs also the first time, since the page asked for them before.
        if (isLate) onChange(new Set());
        else onFirst();
        isLate = true;
      };
      source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED || isOtherSite) again();
        else live.setConnection("lost");
      };
      for (const kind of KINDS) source.addEventListener(kind, told);
    };
    streamAddress(STREAM).then(found, () => mine === turn && again());
  };
  const seen = () => {
    clearTimeout(hiding);
    if (isHidden()) hiding = setTimeout(leave, HIDDEN_MS);
    else if (source === undefined) open();
  };

  open();
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", open);
  return () => {
    isStopped = true;
    clearTimeout(hiding);
    document.removeEventListener("visibilitychange", seen);
    window.removeEventListener("online", open);
    close();
  };
}

/** Follow the events as long as the shell is shown, and refresh what they change. */
export function useEventStream(isOn: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isOn) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const changed = (jobs: ReadonlySet<string>) => {
      tellJobsChanged(jobs);
      waiting ??= setTimeout(() => {
        waiting = undefined;
        void queries.invalidateQueries({ predicate: (query) => query.meta?.live === true });
      }, 250);
    };
    const begun = () => {
      tellJobsChanged(new Set());
      void queries.invalidateQueries({ predicate: ({ meta, queryKey: [noun] }) => meta?.live === true && noun === "jobs" });
    };
    const stop = follow(changed, begun);
    return () => {
      clearTimeout(waiting);
      stop();
    };
  }, [isOn, queries]);
}

/** How far a job is right now; undefined until the stream says it. */
export function useLiveJob(id: string | undefined): LiveJob | undefined {
  return useSyncExternalStore(
    live.watch,
    () => (id === undefined ? undefined : live.job(id)),
    () => undefined,
  );
}

/** Whether the server is there. */
export function useConnection(): "connecting" | "open" | "lost" {
  return useSyncExternalStore(
    live.watch,
    () => live.connection,
    () => "connecting",
  );
}
