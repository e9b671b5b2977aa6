/** A choice that this browser remembers, shared by all components that show it. */

import { useCallback, useSyncExternalStore } from "react";

const watchers = new Set<() => void>();
const unkept = new Map<string, string>();

function read(place: string): string | null {
  try {
    return localStorage.getItem(place) ?? unkept.get(place) ?? null;
  } catch {
    return unkept.get(place) ?? null;
  }
}

function write(place: string, value: string): void {
  unkept.set(place, value);
  try {
    localStorage.setItem(place, value);
  } catch {
    // Kept until the page is left.
  }
  for (const watcher of watchers) watcher();
}

export function useChoice(name: string, first: string): [string, (value: string) => void] {
  const place = `telecine.${name}`;
  const value = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => read(place) ?? first,
    () => first,
  );
  return [value, useCallback((next: string) => write(place, next), [place])];
}
