"use client";

import { useEffect, useRef } from "react";

import type { Playback } from "../player/playback";
import type { Surface } from "./surface";

/** Where the player is. It moves by itself; nothing else is drawn for it. */
export function Playhead({ surface, playback }: { surface: Surface | null; playback: Playback }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (surface === null) return;
    const place = () => {
      const x = surface.xOf(playback.now);
      const { current } = line;
      if (current === null) return;
      current.style.transform = `translateX(${String(x)}px)`;
      current.style.visibility = x < -1 || x > surface.view.width + 1 ? "hidden" : "visible";
    };
    const followed = () => {
      if (playback.shown.isPlaying) surface.reveal(playback.now);
      place();
    };
    const stops = [surface.watch(place), playback.onTime(followed)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [surface, playback]);
  return (
    <div ref={line} aria-hidden className="pointer-events-none absolute inset-y-0 left-0 w-px bg-(--tl-playhead) will-change-transform">
      <svg width="11" height="11" viewBox="0 0 11 11" className="absolute top-3 -left-[5px] text-(--tl-playhead)">
        <path d="M0 0h11v5l-5.5 6L0 5z" fill="currentColor" />
      </svg>
    </div>
  );
}
