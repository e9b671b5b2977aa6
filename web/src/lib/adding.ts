/** How a page asks for the ways to add videos, which are part of no page, and takes photographs that are dropped on it. */

import { useEffect, useSyncExternalStore } from "react";

export type Adding = "files" | "folder" | "elsewhere";

const EVENT = "telecine:add";

export function askToAdd(how: Adding): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: how }));
}

/** Be told when a page asks; answers with what ends that. */
export function onAsked(run: (how: Adding) => void): () => void {
  const heard = (event: Event) => {
    if (event instanceof CustomEvent) run(event.detail as Adding);
  };
  window.addEventListener(EVENT, heard);
  return () => window.removeEventListener(EVENT, heard);
}

const PICTURES = /\.(jpe?g|png|webp|bmp)$/i;

export function isPicture(file: Pick<File, "name" | "type">): boolean {
  return file.type.startsWith("image/") || PICTURES.test(file.name);
}

/** What takes photographs that are dropped anywhere in the window. */
export interface Taker {
  /** What becomes of them, shown while they are held over the window. */
  says: string;
  take: (photos: File[]) => void;
}

let takers: readonly Taker[] = [];
const watchers = new Set<() => void>();

function change(next: readonly Taker[]): void {
  takers = next;
  for (const watcher of watchers) watcher();
}

/** Take photographs while a component is shown; the newest is given them. Pass the same one while nothing changes. */
export function useTaker(taker: Taker | null): void {
  useEffect(() => {
    if (taker === null) return;
    change([...takers, taker]);
    return () => change(takers.filter((other) => other !== taker));
  }, [taker]);
}

export function useNewestTaker(): Taker | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => takers.at(-1) ?? null,
    () => null,
  );
}
