/** The library as it is shown: videos with their newest job, narrowed, sorted and grouped. */

import type { Job, ListedVideo, Video } from "@/api";
import { showTitle, titleOf } from "@/lib/titles";

export const STATES = ["ready", "working", "queued", "stopped", "new"] as const;
export type State = (typeof STATES)[number];
export const STATE_WORDS: Record<State, string> = {
  ready: "Ready",
  working: "Analysing",
  queued: "Waiting",
  stopped: "Stopped",
  new: "Not analysed",
};

export { showTitle, titleOf };

export const SORTS = ["newest", "name", "longest", "shortest"] as const;
export type Sort = (typeof SORTS)[number];
export const SORT_WORDS: Record<Sort, string> = {
  newest: "Newest first",
  name: "Name",
  longest: "Longest first",
  shortest: "Shortest first",
};

export interface Entry {
  video: Video;
  job: Job | null;
  state: State;
  /** Whether any job on it has succeeded, so that there is something to see. */
  hasRun: boolean;
}

export interface Group {
  key: string;
  title: string;
  says: string;
  entries: Entry[];
}

export function stateOf(job: Job | null): State {
  switch (job?.state) {
    case undefined:
    case "cancelled":
      return "new";
    case "succeeded":
      return "ready";
    case "running":
      return "working";
    case "queued":
      return "queued";
    case "failed":
      return "stopped";
  }
}

export function entriesOf(videos: readonly ListedVideo[]): Entry[] {
  return videos.map((video) => {
    const { job, has_results: hasRun } = video;
    // Cancelling a second run does not take the results of the first one away.
    return { video, job, hasRun, state: job?.state === "cancelled" && hasRun ? "ready" : stateOf(job) };
  });
}

/** Jobs whose file is still to come, or did not. */
export function arrivalsOf(jobs: readonly Job[]): Job[] {
  return jobs.filter((job) => job.video.id === null && ["queued", "running", "failed"].includes(job.state));
}

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compare(sort: Sort, one: Entry, other: Entry): number {
  switch (sort) {
    case "newest":
      return other.video.created_at.localeCompare(one.video.created_at);
    case "name":
      return names.compare(titleOf(one.video), titleOf(other.video));
    case "longest":
      return (other.video.duration_s ?? 0) - (one.video.duration_s ?? 0);
    case "shortest":
      return (one.video.duration_s ?? 0) - (other.video.duration_s ?? 0);
  }
}

export interface Narrowing {
  state: State | null;
  app: string | null;
  sort: Sort;
}

export function narrowed(entries: readonly Entry[], { state, app, sort }: Narrowing): Entry[] {
  return entries
    .filter((entry) => state === null || entry.state === state)
    .filter((entry) => app === null || entry.job?.app === app)
    .toSorted((one, other) => compare(sort, one, other));
}

/** By show and season, in the order of their first entry; what belongs to no show comes last. */
export function groupsOf(entries: readonly Entry[]): Group[] {
  const found = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { show_id: show, season } = entry.video;
    const key = show === null ? "" : `${show}/${String(season)}`;
    found.set(key, [...(found.get(key) ?? []), entry]);
  }
  const loose = found.get("");
  found.delete("");
  const groups = [...found].map(([key, list]): Group => {
    const { show_id: show, season } = list[0]?.video ?? { show_id: null, season: null };
    const episodes = `${String(list.length)} ${list.length === 1 ? "episode" : "episodes"}`;
    return { key, title: showTitle(show ?? ""), says: season === null ? episodes : `Season ${String(season)} · ${episodes}`, entries: list };
  });
  if (loose !== undefined) {
    const videos = `${String(loose.length)} ${loose.length === 1 ? "video" : "videos"}`;
    groups.push({ key: "", title: groups.length > 0 ? "Adverts and loose files" : "All videos", says: videos, entries: loose });
  }
  return groups;
}
