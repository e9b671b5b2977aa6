/** The uploads of this tab. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";

import { type Item, UploadQueue } from "./queue";
import { openSender } from "./sending";

export type { Item, UploadState } from "./queue";

export const uploads = new UploadQueue(openSender);

const NONE: readonly Item[] = [];

/** Files on their way. `onArrived` is told of each that became a video, once. */
export function useUploads(onArrived: (videoId: string, item: Item) => void): readonly Item[] {
  const items = useSyncExternalStore(uploads.watch, uploads.items, () => NONE);
  const queries = useQueryClient();
  const told = useRef(new Set<string>());
  const isBusy = items.some(({ state }) => ["waiting", "sending", "lost", "paused"].includes(state.kind));

  useEffect(() => {
    for (const item of items) {
      if (item.state.kind !== "done" || told.current.has(item.id)) continue;
      told.current.add(item.id);
      void queries.invalidateQueries({ queryKey: ["videos"] });
      onArrived(item.state.videoId, item);
    }
  }, [items, onArrived, queries]);

  useEffect(() => {
    if (!isBusy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isBusy]);
  return items;
}
