/** Jobs: asking for work, stopping it and going on with it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { tellJobsChanged } from "../changes";
import { api, unwrap } from "../client";
import type { Job, SourceJobs } from "../types";
import { changeShown } from "./job-list";

const NEWEST = 200;

/** The newest jobs of all videos. */
export function useNewestJobs() {
  return useQuery({
    queryKey: ["jobs", "newest"],
    queryFn: ({ signal }) => unwrap(api.GET("/jobs", { params: { query: { limit: NEWEST } }, signal })),
    meta: { live: true },
  });
}

function useChange<T, R>(change: (asked: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ predicate: (query) => query.meta?.live === true }),
  });
}

/** Change some jobs, each by itself; lists show it at once, and as it was when it is refused. */
function useEach(shown: (job: Job) => Job, ask: (id: string) => Promise<Job>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) => Promise.allSettled(ids.map(ask)),
    onMutate: (ids) => changeShown(queries, ids, shown),
    onSettled: async (_results, _error, ids) => {
      tellJobsChanged(new Set(ids));
      await queries.invalidateQueries({ predicate: (query) => query.meta?.live === true });
    },
  });
}

export function useSubmit() {
  return useChange(({ videos, app }: { videos: readonly string[]; app: string }) =>
    Promise.allSettled(
      videos.map((video) =>
        unwrap(api.POST("/jobs", { body: { app, video, exports: [], fresh: false, params: {}, priority: 0, tiers: {} } })),
      ),
    ),
  );
}

export function useCancel() {
  return useEach(
    (job) => ({ ...job, is_stopping: true }),
    (id) => unwrap(api.POST("/jobs/{job_id}/cancel", { params: { path: { job_id: id } } })),
  );
}

export function useRetry() {
  return useEach(
    (job) => ({ ...job, state: "queued", error: null, finished_at: null }),
    (id) => unwrap(api.POST("/jobs/{job_id}/retry", { params: { path: { job_id: id } } })),
  );
}

/** Which jobs go first: higher before lower. */
export function usePrioritise() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ ids, priority }: { ids: readonly string[]; priority: number }) =>
      Promise.allSettled(
        ids.map((id) => unwrap(api.PATCH("/jobs/{job_id}", { params: { path: { job_id: id } }, body: { priority } }))),
      ),
    onMutate: ({ ids, priority }) => changeShown(queries, ids, (job) => ({ ...job, priority })),
    onSettled: async (_results, _error, { ids }) => {
      tellJobsChanged(new Set(ids));
      await queries.invalidateQueries({ predicate: (query) => query.meta?.live === true });
    },
  });
}

/** Where videos lie that are not uploaded from here. */
export type Elsewhere =
  | { kind: "links"; urls: string[] }
  | { kind: "folder"; folder: string; isRecursive: boolean }
  | { kind: "file"; path: string };

const PLAIN = { exports: [], params: {}, priority: 0, tiers: {} };

export function useAddFromElsewhere() {
  return useChange(async ({ from, app }: { from: Elsewhere; app: string }): Promise<SourceJobs> => {
    switch (from.kind) {
      case "links":
        return unwrap(api.POST("/jobs/by-urls", { body: { ...PLAIN, app, urls: from.urls } }));
      case "folder":
        return unwrap(
          api.POST("/jobs/by-folder", { body: { ...PLAIN, app, folder: from.folder, is_recursive: from.isRecursive } }),
        );
      case "file": {
        const job = await unwrap(api.POST("/jobs/by-filepath", { body: { ...PLAIN, app, path: from.path } }));
        return { jobs: [job], refused: [] };
      }
    }
  });
}

export function useRemoveJob() {
  return useChange((id: string) => unwrap(api.DELETE("/jobs/{job_id}", { params: { path: { job_id: id } } })));
}
