/** What the command palette offers: pages add their actions while they are shown. */

import type { ComponentType } from "react";
import { useEffect, useSyncExternalStore } from "react";

import type { KeyId } from "@/lib/keys";

export interface Command {
  id: string;
  title: string;
  group: string;
  icon?: ComponentType<{ className?: string }>;
  key?: KeyId;
  run: () => void;
}

let known: readonly Command[] = [];
const watchers = new Set<() => void>();

function change(next: readonly Command[]): void {
  known = next;
  for (const watcher of watchers) watcher();
}

/** Offer actions while a component is shown. Pass a list that stays the same while nothing changes. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    change([...known, ...commands]);
    return () => change(known.filter((command) => !commands.includes(command)));
  }, [commands]);
}

export function useKnownCommands(): readonly Command[] {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => known,
    () => known,
  );
}
