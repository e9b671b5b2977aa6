/** A show as a whole: who is on screen for how long, with whom, and who may be one person. */

import { useQueries, useQuery } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import { ApiError } from "../problem";
import type { Pair } from "../types";

/** Seconds of everybody over a show and each of its seasons, and of every two together. */
export function useTotals(show: string | null) {
  return useQuery({
    queryKey: ["shows", "totals", show],
    queryFn: ({ signal }) => unwrap(api.GET("/shows/{show}", { params: { path: { show: show ?? "" }, query: { together: true } }, signal })),
    enabled: show !== null,
    meta: { live: true },
  });
}

export interface VideoPairs {
  video: string;
  run: string;
  head: number;
  isCurrent: boolean;
  pairs: readonly Pair[];
}

async function pairsOf(video: string, limit: number, signal: AbortSignal): Promise<VideoPairs | null> {
  try {
    const found = await unwrap(api.GET("/videos/{video_id}/pairs", { params: { path: { video_id: video }, query: { limit } }, signal }));
    return { video, run: found.run, head: found.head, isCurrent: found.is_current, pairs: found.pairs };
  } catch (error) {
    // Not analysed yet, or its results were cleaned up.
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Two and two of each of these videos who may be one person. */
export function usePairs(videos: readonly string[], limit: number) {
  return useQueries({
    queries: videos.map((video) => ({
      queryKey: ["pairs", video, limit],
      queryFn: ({ signal }: { signal: AbortSignal }) => pairsOf(video, limit, signal),
      meta: { live: true },
    })),
    combine: (results) => ({
      found: results.flatMap(({ data }) => (data == null ? [] : [data])),
      isPending: results.some(({ isPending }) => isPending),
      error: results.find(({ error, data }) => error !== null && data === undefined)?.error ?? null,
    }),
  });
}
