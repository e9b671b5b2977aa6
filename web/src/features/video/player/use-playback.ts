import { useEffect, useState, useSyncExternalStore } from "react";

import type { Playback, Shown } from "./playback";

export function useShown(playback: Playback): Shown {
  return useSyncExternalStore(
    playback.watch,
    () => playback.shown,
    () => playback.shown,
  );
}

function onVisibility(watcher: () => void): () => void {
  document.addEventListener("visibilitychange", watcher);
  return () => document.removeEventListener("visibilitychange", watcher);
}

/** Whether the tab has been looked at since this is shown. A film that nobody has seen yet is not loaded. */
export function useSeen(): boolean {
  const isVisible = useSyncExternalStore(
    onVisibility,
    () => document.visibilityState !== "hidden",
    () => false,
  );
  const [wasSeen, setSeen] = useState(isVisible);
  if (isVisible && !wasSeen) setSeen(true);
  return isVisible || wasSeen;
}

/** The time in steps, for what need not be drawn with every frame. */
export function useTime(playback: Playback, step: number): number {
  const [time, setTime] = useState(() => Math.floor(playback.now / step) * step);
  useEffect(() => playback.onTime((seconds) => setTime(Math.floor(seconds / step + 1e-6) * step)), [playback, step]);
  return time;
}

/** The same list as long as its key is the same. */
export function useKept<T>(value: T, key: string): T {
  const [kept, keep] = useState({ key, value });
  if (kept.key !== key) keep({ key, value });
  return kept.key === key ? kept.value : value;
}
