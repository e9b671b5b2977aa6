/** Jobs: asking for work, stopping it and going on with it. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import type { SourceJobs } from "../types";

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
  return useChange((ids: readonly string[]) =>
    Promise.allSettled(ids.map((id) => unwrap(api.POST("/jobs/{job_id}/cancel", { params: { path: { job_id: id } } })))),
  );
}

export function useRetry() {
  return useChange((ids: readonly string[]) =>
    Promise.allSettled(ids.map((id) => unwrap(api.POST("/jobs/{job_id}/retry", { params: { path: { job_id: id } } })))),
  );
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
