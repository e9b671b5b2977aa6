"use client";

import { UserRound } from "lucide-react";

import { cx } from "@/lib/cx";
import { count, secs } from "@/lib/format";
import { Picture } from "@/ui/picture";

import type { Side } from "@/api";


interface Props {
  addresses: readonly string[];
  label: string;
  most?: number;
  /** Small pictures below the large one, where two stand side by side. */
  isNarrow?: boolean;
}

/** The best pictures of somebody: the first one large. */
export function Pictures({ addresses, label, most = 8, isNarrow = false }: Props) {
  const [first, ...rest] = addresses.slice(0, isNarrow ? Math.min(most, 5) : most);
  return (
    <div className={cx("flex min-w-0 gap-2", isNarrow && "flex-col")}>
      <span className={cx("aspect-square shrink-0 self-start overflow-hidden rounded-3 bg-surface-2", isNarrow ? "w-full max-w-64" : "w-56 max-md:w-40")}>
        <Picture address={first ?? null} alt={`${label}, best picture`} icon={UserRound} />
      </span>
      {rest.length > 0 && (
        <span className={cx("grid min-w-0 flex-1 auto-rows-min gap-2", isNarrow ? "max-w-64 grid-cols-4" : "grid-cols-[repeat(auto-fill,minmax(64px,88px))] max-md:grid-cols-[repeat(auto-fill,minmax(56px,64px))]")}>
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
export function SideView({ side, title, isNarrow = false }: { side: Side; title?: string; isNarrow?: boolean }) {
  const label = side.label ?? "Left out";
  return (
    <figure className="min-w-0">
      <Pictures addresses={side.pictures} label={label} isNarrow={isNarrow} />
      <figcaption className="mt-2.5 flex flex-wrap items-baseline gap-x-2">
        <span className="truncate font-medium">{title ?? label}</span>
        <span className="num shrink-0 text-12 text-fg-3">
          {secs(side.visible.seconds)} in {count(side.tracks, "track")}
        </span>
      </figcaption>
    </figure>
  );
}
