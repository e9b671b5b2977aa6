/** The review queue, what is known to answer it, and decisions. */

import { type QueryClient, useInfiniteQuery, useQueries, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback } from "react";

import { api, unwrap } from "../client";
import { ApiError } from "../problem";
import type { Asked, Decided, Question, Review } from "../types";

const FIRST = 60;
const PAGE = 500;
const FOLLOW_MS = 2000;

export interface Queue {
  video: string;
  run: string;
  head: number;
  isCurrent: boolean;
  total: number;
  seconds: number;
  items: Question[];
}

const queueKey = (video: string) => ["review", "queue", video];

function page(video: string, signal: AbortSignal, limit: number, cursor: string | null): Promise<Review> {
  return unwrap(api.GET("/videos/{video_id}/review", { params: { path: { video_id: video }, query: { limit, cursor } }, signal }));
}

/** The whole queue. Of a run that is known, only what may change. */
async function queueOf(queries: QueryClient, video: string, signal: AbortSignal): Promise<Queue | null> {
  const known = queries.getQueryData<Queue | null>(queueKey(video));
  let first: Review;
  try {
    first = await page(video, signal, FIRST, null);
  } catch (error) {
    // Not analysed yet, or its results were cleaned up: it asks nothing.
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
  const queue = (items: Question[]): Queue => ({
    video,
    run: first.run,
    head: first.head,
    isCurrent: first.is_current,
    total: first.total,
    seconds: first.seconds,
    items,
  });
  if (known?.run === first.run && known.items.length === first.total) return queue(known.items);
  const items = [...first.items];
  for (let next = first.next; next !== null; ) {
    const more = await page(video, signal, PAGE, next);
    items.push(...more.items);
    next = more.next;
  }
  return queue(items);
}

export interface Queues {
  /** Of the videos that were analysed. */
  found: readonly Queue[];
  isPending: boolean;
  error: Error | null;
}

function together(results: readonly UseQueryResult<Queue | null>[]): Queues {
  return {
    found: results.flatMap(({ data }) => (data == null ? [] : [data])),
    isPending: results.some((result) => result.isPending),
    error: results.find((result) => result.error !== null && result.data === undefined)?.error ?? null,
  };
}

/** The queues of several videos. */
export function useQueues(videos: readonly string[]): Queues {
  const queries = useQueryClient();
  return useQueries({
    queries: videos.map((video) => ({
      queryKey: queueKey(video),
      queryFn: ({ signal }: { signal: AbortSignal }) => queueOf(queries, video, signal),
      structuralSharing: false,
      // A run that takes the newest decisions in is on its way; the stream of events may be lost.
      refetchInterval: (query: { state: { data: Queue | null | undefined } }) => (query.state.data?.isCurrent === false ? FOLLOW_MS : false),
      meta: { live: true },
    })),
    combine: together,
  });
}

/** Read everything about reviewing anew. */
export function useRefreshReview(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    void queries.invalidateQueries({ predicate: ({ queryKey: [noun, kind] }) => noun === "review" && (kind === "queue" || kind === "journal") });
  }, [queries]);
}

/** One video, as the library knows it. */
export function useVideo(id: string | null) {
  return useQuery({
    queryKey: ["videos", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}", { params: { path: { video_id: id ?? "" } }, signal })),
    enabled: id !== null,
  });
}

/** What helps to say who somebody of a video is. */
export function useWhoIsWho(video: string | undefined, run: string | undefined) {
  const isOn = video !== undefined && run !== undefined;
  const params = { path: { video_id: video ?? "" } };
  const shared = { enabled: isOn, staleTime: Infinity };
  const people = useQuery({
    ...shared,
    queryKey: ["review", "people", video, run],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/screentime", { params: { ...params, query: { run: run ?? null } }, signal })),
  });
  const pairs = useQuery({
    ...shared,
    queryKey: ["review", "pairs", video, run],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/pairs", { params: { ...params, query: { run: run ?? null, limit: 200 } }, signal })),
  });
  const groups = useQuery({
    ...shared,
    queryKey: ["review", "groups", video, run],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/identities", { params: { ...params, query: { run: run ?? null } }, signal })),
  });
  const timeline = useQuery({
    ...shared,
    queryKey: ["review", "timeline", video, run],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/timeline", { params: { ...params, query: { run: run ?? null } }, signal })),
  });
  return { people, pairs, groups, timeline };
}

/** The tracks of groups of a run. */
export function useMembers(video: string, run: string, groups: readonly string[], isOn = true) {
  return useQuery({
    queryKey: ["review", "members", video, run, ...groups],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        groups.map((group) =>
          unwrap(api.GET("/videos/{video_id}/identities/{group_id}", { params: { path: { video_id: video, group_id: group }, query: { run } }, signal })),
        ),
      );
      return found.flatMap((each) => each.members);
    },
    enabled: isOn && groups.length > 0,
    staleTime: Infinity,
  });
}

/** The boxes at an instant, and the size of the picture that they are in. */
export function useFacesAt(video: string, run: string, at: string) {
  return useQuery({
    queryKey: ["review", "faces", video, run, at],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/faces", { params: { path: { video_id: video }, query: { at, run } }, signal })),
    staleTime: Infinity,
  });
}

/** Why each face at an instant counts, or does not. `look` decodes the shot again, which takes seconds. */
export function useExplanation(video: string, run: string, at: string, look: boolean) {
  return useQuery({
    queryKey: ["review", "explain", video, run, at, look],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}/explain", { params: { path: { video_id: video }, query: { at, run, look } }, signal })),
    staleTime: Infinity,
    retry: false,
  });
}

/** What was decided about a video, newest first. */
export function useJournal(video: string | undefined, isOn = true) {
  return useInfiniteQuery({
    queryKey: ["review", "journal", video],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/videos/{video_id}/decisions", { params: { path: { video_id: video ?? "" }, query: { limit: 100, cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: isOn && video !== undefined,
    meta: { live: true },
  });
}

export function decide(video: string, body: Asked): Promise<Decided> {
  return unwrap(api.POST("/videos/{video_id}/decisions", { params: { path: { video_id: video } }, body }));
}

export function undoDecision(video: string, head: number, number: number | null): Promise<Decided> {
  return unwrap(api.POST("/videos/{video_id}/decisions/undo", { params: { path: { video_id: video } }, body: { head, number } }));
}

export function redoDecision(video: string, head: number, number: number | null): Promise<Decided> {
  return unwrap(api.POST("/videos/{video_id}/decisions/redo", { params: { path: { video_id: video } }, body: { head, number } }));
}
