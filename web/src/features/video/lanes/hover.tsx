"use client";

import { useEffect, useState } from "react";

import { amount } from "@/lib/format";

import type { Hit } from "../timeline/hit";
import { SEEN } from "../timeline/model";
import { preciseClock } from "../timeline/time";
import { placeAt, type Sprite } from "./sprite";
import type { Surface } from "./surface";

export interface Hovered {
  hit: Hit;
  x: number;
  y: number;
}

const WIDTH = 168;
const SEEN_WORDS: Record<(typeof SEEN)[number], string> = {
  clear: "seen clearly",
  visible: "visible",
  bridged: "gap bridged",
};

function about({ hit }: Hovered): string | null {
  const { row, interval } = hit;
  if (row === null || interval === null) return hit.area === "shots" ? `Shot ${String(hit.shot + 1)}` : null;
  const [start, end] = [row.start[interval] ?? 0, row.end[interval] ?? 0];
  const seen = SEEN_WORDS[SEEN[row.seen[interval] ?? 1] ?? "visible"];
  const long = end - start < 10 ? `${(end - start).toFixed(1)} s` : amount(end - start);
  return `${row.title} · ${seen} ${long}`;
}

/** Where the pointer is, told at most once a frame, so that nothing else of the page is drawn for it. */
export class Pointer {
  #place: Hovered | null = null;
  #waiting = 0;
  #told: (place: Hovered | null) => void = () => undefined;

  at(place: Hovered | null): void {
    this.#place = place;
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      this.#told(this.#place);
    });
  }

  readonly follow = (told: (place: Hovered | null) => void): (() => void) => {
    this.#told = told;
    return () => {
      cancelAnimationFrame(this.#waiting);
      this.#waiting = 0;
      this.#told = () => undefined;
    };
  };
}

/** What is under the pointer: its picture, its time, and who it is. */
export function Hover({ pointer, sprite, surface }: { pointer: Pointer; sprite: Sprite | undefined; surface: Surface | null }) {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  useEffect(() => pointer.follow(setHovered), [pointer]);
  if (hovered === null || surface === null) return null;
  const { width } = surface.view;
  const place = sprite === undefined ? null : placeAt(sprite.places, hovered.hit.seconds);
  const left = Math.min(Math.max(4, hovered.x - WIDTH / 2), Math.max(4, width - WIDTH - 4));
  const says = about(hovered);
  const scale = place === null ? 1 : (WIDTH - 8) / place.width;
  return (
    <div
      aria-hidden
      className="panel pointer-events-none absolute bottom-full z-(--z-tooltip) mb-1.5 rounded-3 p-1"
      style={{ width: WIDTH, transform: `translateX(${String(left)}px)` }}
    >
      {place !== null && (
        <div className="overflow-hidden rounded-[5px]" style={{ height: place.height * scale }}>
          <div
            style={{
              width: place.width,
              height: place.height,
              transform: `scale(${String(scale)})`,
              transformOrigin: "0 0",
              backgroundImage: `url("${sprite?.sheet ?? ""}")`,
              backgroundPosition: `${String(-place.x)}px ${String(-place.y)}px`,
            }}
          />
        </div>
      )}
      <div className="px-1 py-0.5 text-12">
        <p className="num font-mono text-fg">{preciseClock(hovered.hit.seconds, 2)}</p>
        {says !== null && <p className="truncate text-11 text-fg-2">{says}</p>}
      </div>
    </div>
  );
}
