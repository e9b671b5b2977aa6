/** One video as it is watched: its file, who is on screen, where the faces are, its pictures. */

import { useQueries, useQuery } from "@tanstack/react-query";

import { apiUrl, isOtherSite } from "@/lib/site";

import { api, unwrap } from "../client";
import { fetchPicture } from "../pictures";
import type { FacesShown } from "../types";

/** Seconds of one answer about faces; the API gives at most 120. */
export const FACES_SPAN_S = 20;

export function useVideo(id: string) {
  return useQuery({
    queryKey: ["videos", "one", id],
    queryFn: ({ signal }) => unwrap(api.GET("/videos/{video_id}", { params: { path: { video_id: id } }, signal })),
    enabled: id !== "",
  });
}

/** Where players find the file. A link of another site holds for some minutes, so it is asked for. */
export function useMediaAddress(id: string) {
  const asked = useQuery({
    queryKey: ["videos", "media", id],
    queryFn: () => unwrap(api.GET("/files/presign", { params: { query: { key: `videos/${id}/source` } } })),
    enabled: isOtherSite && id !== "",
    staleTime: 600_000,
  });
  if (!isOtherSite) return apiUrl(`/videos/${id}/media`);
  return asked.data === undefined ? null : apiUrl(asked.data.url);
}

/** Shots and intervals of a run. Its answer never changes; another run is another question. */
export function useTimeline(id: string, run: string | null) {
  return useQuery({
    queryKey: ["videos", "timeline", id, run],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/videos/{video_id}/timeline", {
          params: { path: { video_id: id }, query: run === null ? {} : { run } },
          signal,
        }),
      ),
    enabled: id !== "" && run !== null,
    staleTime: Infinity,
  });
}

export function useScreenTime(id: string, run: string | null) {
  return useQuery({
    queryKey: ["videos", "screentime", id, run],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/videos/{video_id}/screentime", {
          params: { path: { video_id: id }, query: run === null ? {} : { run } },
          signal,
        }),
      ),
    enabled: id !== "" && run !== null,
    staleTime: Infinity,
  });
}

/** Faces of the parts that lie around an instant: the one that is shown, and the next. */
export function useFacesAround(id: string, run: string | null, part: number, duration: number) {
  const last = Math.max(0, Math.ceil(duration / FACES_SPAN_S) - 1);
  const parts = [...new Set([Math.min(part, last), Math.min(part + 1, last)])];
  return useQueries({
    queries: parts.map((number) => ({
      queryKey: ["videos", "faces", id, run, number],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<FacesShown> =>
        unwrap(
          api.GET("/videos/{video_id}/faces", {
            params: {
              path: { video_id: id },
              query: {
                from: String(number * FACES_SPAN_S),
                // Times are written with at most some digits.
                to: Math.min(duration, (number + 1) * FACES_SPAN_S).toFixed(3),
                ...(run === null ? {} : { run }),
              },
            },
            signal,
          }),
        ),
      enabled: run !== null && duration > 0,
      staleTime: Infinity,
      gcTime: 120_000,
    })),
  });
}

export interface SpritePlace {
  start: number;
  end: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

function secondsOf(clock: string): number {
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Which part of the sheet is of which time, from its WebVTT. */
export function spritePlaces(vtt: string): SpritePlace[] {
  const cues = vtt.matchAll(/([\d:.]+) --> ([\d:.]+)[^\n]*\n[^\n]*#xywh=(\d+),(\d+),(\d+),(\d+)/g);
  return [...cues].map(([, start = "", end = "", x, y, width, height]) => ({
    start: secondsOf(start),
    end: secondsOf(end),
    x: Number(x),
    y: Number(y),
    width: Number(width),
    height: Number(height),
  }));
}

/** Small pictures of the whole film on one sheet; none where nothing was analysed. */
export function useSprite(id: string, run: string | null) {
  return useQuery({
    queryKey: ["videos", "sprite", id, run],
    queryFn: async ({ signal }) => {
      const vtt = await unwrap(
        api.GET("/videos/{video_id}/sprite.vtt", {
          params: { path: { video_id: id }, query: run === null ? {} : { run } },
          parseAs: "text",
          signal,
        }),
      );
      return {
        places: spritePlaces(vtt),
        sheet: await (fetchPicture ?? apiUrl)(`/videos/${id}/sprite.jpg${run === null ? "" : `?run=${encodeURIComponent(run)}`}`),
      };
    },
    enabled: id !== "" && run !== null,
    staleTime: Infinity,
    retry: false,
  });
}
