/** What the page shows of a film, and where it is in it. */

import { useEffect, useMemo } from "react";

import type { Video } from "@/api";
import { useScreenTime, useTimeline } from "@/api/queries/watching";
import { useKey } from "@/lib/keys";
import type { UrlState } from "@/lib/url-state";

import type { Playback } from "./player/playback";
import { after, type Film, filmOf } from "./timeline/model";
import { neighbour } from "./timeline/snap";

const URL_PAUSE_MS = 400;

/** A place in seconds, as the address has it. */
export function secondsIn(text: string | null): number | null {
  const number = text === null || text === "" ? NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : null;
}

/** The address follows the player, a moment after it has come to rest. */
export function useAddress(playback: Playback, { set }: UrlState): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const stop = playback.onTime((seconds) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => set({ t: seconds === 0 ? null : seconds.toFixed(3) }), URL_PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(waiting);
    };
  }, [playback, set]);
}

export function useFilm(video: Video, run: string | null, rate: number) {
  const timeline = useTimeline(video.id, run);
  const report = useScreenTime(video.id, run);
  const isReported = !report.isPending;
  const film = useMemo(() => {
    if (timeline.data === undefined || !isReported) return null;
    const sure = new Map(report.data?.people.map(({ label, confidence }) => [label, confidence]));
    return filmOf(timeline.data, rate, sure);
  }, [timeline.data, report.data, isReported, rate]);
  const thumbnails = timeline.data?.shots?.thumbnail;
  /** The picture of the shot of an instant. */
  const stillAt = useMemo(
    () => (seconds: number) => {
      const address = film === null ? undefined : thumbnails?.[Math.max(0, after(film.shots, seconds) - 1)];
      return address === undefined || address === "" ? null : address;
    },
    [film, thumbnails],
  );
  return { film, timeline, report: report.data, stillAt };
}

/** Choose people by the arrows, and go from one of their appearances to the next. */
export function usePeopleKeys(
  film: Film | null,
  chosen: string | null,
  choose: (id: string | null) => void,
  playback: Playback,
  frame: number,
): void {
  const rows = film?.rows ?? [];
  const move = (by: 1 | -1) => {
    const at = rows.findIndex(({ id }) => id === chosen);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    const row = rows[next];
    if (row !== undefined) choose(row.id);
  };
  const appear = (direction: 1 | -1) => {
    const row = rows.find(({ id }) => id === chosen);
    if (row === undefined) return;
    // Only where somebody comes: an interval that continues the one before is no new appearance.
    const comes = row.start.filter((start, place) => place === 0 || start - (row.end[place - 1] ?? 0) > frame / 2);
    const next = neighbour(comes, playback.now, direction, frame / 2);
    if (next !== null) playback.seek(next);
  };
  useKey("video.personBelow", () => move(1));
  useKey("video.personAbove", () => move(-1));
  useKey("video.nextAppearance", () => appear(1));
  useKey("video.lastAppearance", () => appear(-1));
}
