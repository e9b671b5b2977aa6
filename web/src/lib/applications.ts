/** What an application puts into the page of a video: a tab, and lanes of the timeline. */

import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

/** What a tab may know and do. */
export interface VideoPlace {
  video: string;
  run: string | null;
  seek: (seconds: number) => void;
  /** Where the player is. */
  now: () => number;
  chosen: string | null;
  choose: (id: string | null) => void;
}

export interface VideoTab {
  /** The word in the address: `tab=`. */
  id: string;
  title: string;
  icon: LucideIcon;
  Panel: ComponentType<VideoPlace>;
}
