"use client";

import { CloudOff } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { useConnection } from "@/api";

const PATIENCE_MS = 2500;

function useIsOnline(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      window.addEventListener("online", watcher);
      window.addEventListener("offline", watcher);
      return () => {
        window.removeEventListener("online", watcher);
        window.removeEventListener("offline", watcher);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}

/** Says so when the server is not there; a short break is not worth a word. */
export function ConnectionBanner() {
  const isLost = useConnection() === "lost";
  const isOnline = useIsOnline();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (!isLost) return;
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [isLost]);
  const text = !isOnline
    ? "You are offline. What is shown is from before; it goes on when the network is back."
    : isLost && isLong
      ? "The server cannot be reached. Trying again; work that runs there goes on."
      : null;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-(--z-toast) flex justify-center px-3">
      {text !== null && (
        <p className="panel appear flex items-center gap-2.5 rounded-4 px-4 py-2 text-warn">
          <CloudOff aria-hidden className="size-4 shrink-0" />
          <span className="text-fg">{text}</span>
        </p>
      )}
    </div>
  );
}
