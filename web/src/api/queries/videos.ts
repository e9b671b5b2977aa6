/** Videos: what is here, how far each is, and letting some go. */

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { api, unwrap } from "../client";
import type { Video } from "../types";

const PAGE = 200;
const PARTS = 72;

export interface VideoFilters {
  q: string;
  show: string | null;
}

/** All videos that fit, page after page. */
export function useVideos({ q, show }: VideoFilters) {
  const pages = useInfiniteQuery({
    queryKey: ["videos", "list", q, show],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/videos", {
          params: { query: { limit: PAGE, cursor: pageParam, ...(q === "" ? {} : { q }), ...(show === null ? {} : { show }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    meta: { live: true },
  });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = pages;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const videos = useMemo(() => pages.data?.pages.flatMap((page) => page.items), [pages.data]);
  return { ...pages, videos };
}

/** How far one is, and what is left to review. */
export function useStatus(id: string, isOn = true) {
  return useQuery({
    queryKey: ["videos", "status", id],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/status", { params: { path: { video_id: id } }, signal })),
    enabled: isOn,
    meta: { live: true },
  });
}

/** Who is on screen in each of equal parts of a run. */
export function usePresence(video: Video, run: string | null, head: number) {
  const duration = video.duration_s ?? 0;
  return useQuery({
    queryKey: ["videos", "presence", video.id, run, head],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/videos/{video_id}/timeline", {
          params: { path: { video_id: video.id }, query: { interval: Math.max(0.1, duration / PARTS).toFixed(3) } },
          signal,
        }),
      ),
    enabled: run !== null && duration > 0,
    staleTime: Infinity,
  });
}

/** What would go if a video went. */
export function usePreviewOfRemoval(ids: readonly string[]) {
  return useQuery({
    queryKey: ["videos", "removal", ...ids],
    queryFn: () =>
      Promise.all(
        ids.map((id) =>
          unwrap(api.DELETE("/videos/{video_id}", { params: { path: { video_id: id }, query: { dry_run: true } } })),
        ),
      ),
    enabled: ids.length > 0,
    gcTime: 0,
  });
}

export function useRemoveVideos() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      Promise.allSettled(
        ids.map((id) => unwrap(api.DELETE("/videos/{video_id}", { params: { path: { video_id: id } } }))),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["videos"] }),
  });
}

export interface Description {
  show: string | null;
  season: number | null;
  episode: number | null;
}

/** Say which episode a video is. */
export function useDescribe() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Description & { id: string }) =>
      unwrap(api.PATCH("/videos/{video_id}", { params: { path: { video_id: id } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["videos"] }),
  });
}
