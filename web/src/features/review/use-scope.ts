"use client";

import { useMemo } from "react";

import type { Video } from "@/api";
import { useShows } from "@/api/queries/catalogue";
import { useVideo } from "@/api/queries/review";
import { useVideos } from "@/api/queries/videos";
import { showTitle, titleOf } from "@/lib/titles";
import type { UrlState } from "@/lib/url-state";

/** Of which videos the questions are: one, those of a show, or all. The address says it. */
export function useScope(url: UrlState) {
  const id = url.query.get("id");
  const show = url.query.get("show");
  const one = useVideo(id);
  const list = useVideos({ q: "", show: id === null ? show : null });
  const shows = useShows();
  const known = useMemo(() => list.videos ?? [], [list.videos]);
  const videos = useMemo<readonly Video[]>(() => (id === null ? known : one.data === undefined ? [] : [one.data]), [id, known, one.data]);
  const titles = useMemo(() => new Map([...known, ...videos].map((video) => [video.id, titleOf(video)])), [known, videos]);
  return {
    id,
    show,
    ids: useMemo(() => videos.map((video) => video.id), [videos]),
    isPending: id === null ? list.isPending : one.isPending,
    error: id === null ? list.error : one.error,
    retry: () => void (id === null ? list.refetch() : one.refetch()),
    title: (video: string) => titles.get(video) ?? null,
    isOne: videos.length === 1,
    videos: useMemo(() => [...titles].map(([value, label]) => ({ value, label })), [titles]),
    shows: useMemo(() => (shows.data ?? []).map((each) => ({ value: each.show, label: showTitle(each.show) })), [shows.data]),
    setId: (value: string | null) => url.set({ id: value, q: null }, true),
    /** Of everything; null where that is so already. */
    setAll: id === null && show === null ? null : () => url.set({ id: null, show: null, q: null }, true),
    setShow: (value: string | null) => url.set({ show: value, q: null }, true),
  };
}

export type Scope = ReturnType<typeof useScope>;
