"use client";

import { useEffect, useRef } from "react";

import { endOf, panned } from "../timeline/scale";
import type { Surface } from "./surface";

/** Which part of the film is shown; it can be dragged. */
export function Overview({ surface, name }: { surface: Surface | null; name: string }) {
  const track = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const held = useRef<number | null>(null);
  useEffect(() => {
    if (surface === null) return;
    const place = () => {
      const { view, film } = surface;
      const [from, to] = [view.start / film.duration, Math.min(1, endOf(view) / film.duration)];
      if (thumb.current !== null) {
        thumb.current.style.left = `${String(from * 100)}%`;
        thumb.current.style.width = `max(14px, ${String((to - from) * 100)}%)`;
      }
      track.current?.setAttribute("aria-valuenow", String(Math.round(from * 100)));
    };
    place();
    return surface.watch(place);
  }, [surface]);
  const move = (clientX: number) => {
    const box = track.current?.getBoundingClientRect();
    if (surface === null || box === undefined || held.current === null) return;
    const seconds = ((clientX - held.current) / box.width) * surface.film.duration;
    held.current = clientX;
    surface.show(panned(surface.view, seconds / surface.view.secondsPerPx, surface.film));
  };
  return (
    <div
      ref={track}
      role="scrollbar"
      aria-label={name}
      aria-controls="timeline-lanes"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="relative h-3 shrink-0 touch-none coarse:h-5"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        const box = event.currentTarget.getBoundingClientRect();
        const under = thumb.current?.getBoundingClientRect();
        held.current = event.clientX;
        if (surface === null || under === undefined || (event.clientX >= under.left && event.clientX <= under.right)) return;
        const at = ((event.clientX - box.left) / box.width) * surface.film.duration;
        const half = (surface.view.width * surface.view.secondsPerPx) / 2;
        surface.show(panned({ ...surface.view, start: at - half }, 0, surface.film));
      }}
      onPointerMove={(event) => move(event.clientX)}
      onPointerUp={() => {
        held.current = null;
      }}
    >
      <div
        ref={thumb}
        className="absolute inset-y-[3px] rounded-full bg-line-strong hover:bg-line-control coarse:inset-y-1.5"
      />
    </div>
  );
}
