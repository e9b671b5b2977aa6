/** The films with somebody, as the page of a person shows them. */

import type { Appearance } from "@/api";
import { titleOf } from "@/lib/titles";

const EPISODE = /-s(\d+)e(\d+)$/;

export interface Seen {
  video: string;
  /** `S2 E01` of an episode, else its name. */
  short: string;
  title: string;
  visible: number;
  clear: number;
  first: number;
  appearances: number;
}

export function seenOf(appearances: readonly Appearance[]): Seen[] {
  return appearances.map((one) => {
    const [, season, episode] = EPISODE.exec(one.ep_id ?? "") ?? [];
    const title = titleOf({ name: one.video_name, episode: null });
    const short = season === undefined || episode === undefined ? title : `S${String(Number(season))} E${episode}`;
    return {
      video: one.video,
      short,
      title: short === title ? title : `${short} · ${title}`,
      visible: one.visible.seconds,
      clear: Math.min(one.clear.seconds, one.visible.seconds),
      first: one.first.seconds,
      appearances: one.appearances,
    };
  });
}

/** The address of a film at an instant. */
export function filmAt(video: string, seconds: number, who: string): string {
  return `/video/?id=${video}&t=${seconds.toFixed(3)}&who=${encodeURIComponent(who)}`;
}
