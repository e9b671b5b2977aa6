"use client";

import { UserRound } from "lucide-react";

import { cx } from "@/lib/cx";
import { count } from "@/lib/format";
import { Picture } from "@/ui/picture";

import type { Side } from "@/api";

import { secs } from "../logic/words";

/** The best pictures of somebody: the first one large. */
export function Pictures({ addresses, label, most = 8 }: { addresses: readonly string[]; label: string; most?: number }) {
  const [first, ...rest] = addresses.slice(0, most);
  return (
    <div className="flex min-w-0 flex-wrap gap-2">
      <span className="size-50 shrink-0 overflow-hidden rounded-3 bg-surface-2 max-md:size-36">
        <Picture address={first ?? null} alt={`${label}, best picture`} icon={UserRound} />
      </span>
      {rest.length > 0 && (
        <span className={cx("grid min-w-0 flex-1 auto-rows-min gap-2", "grid-cols-[repeat(auto-fill,minmax(88px,96px))] max-md:grid-cols-[repeat(auto-fill,minmax(64px,68px))]")}>
          {rest.map((address, place) => (
            <span key={address} className="aspect-square overflow-hidden rounded-2 bg-surface-2">
              <Picture address={address} alt={`${label}, picture ${String(place + 2)}`} icon={UserRound} />
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

/** Somebody whom a question is about. */
export function SideView({ side, title }: { side: Side; title?: string }) {
  const label = side.label ?? "Left out";
  return (
    <figure className="min-w-0">
      <Pictures addresses={side.pictures} label={label} />
      <figcaption className="mt-2.5 flex items-baseline gap-2">
        <span className="truncate font-medium">{title ?? label}</span>
        <span className="num shrink-0 text-12 text-fg-3">
          {secs(side.visible.seconds)} in {count(side.tracks, "track")}
        </span>
      </figcaption>
    </figure>
  );
}
