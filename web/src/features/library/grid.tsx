"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useLayoutEffect, useMemo, useState } from "react";

import type { Job } from "@/api";

import { Arrival } from "./arrival";
import { Card, type Shape } from "./card";
import type { Entry, Group } from "./entries";
import type { Selection } from "@/lib/selection";

const GAP = 16;
const LEAST_WIDTH = 248;
const PHONE = 560;
const BELOW_POSTER = 70;

type Row =
  | { kind: "heading"; key: string; title: string; says: string; totals: string | null; height: number }
  | { kind: "arrival"; key: string; job: Job; height: number }
  | { kind: "cards"; key: string; shape: Shape; entries: Entry[]; height: number };

/** Where the seconds of its people are added up. */
function totalsOf({ key }: Group): string | null {
  const [show = "", season = ""] = key.split("/");
  if (show === "") return null;
  return `/people/?show=${encodeURIComponent(show)}&tab=totals${/^\d+$/.test(season) ? `&season=${season}` : ""}`;
}

function rowsOf(groups: readonly Group[], arrivals: readonly Job[], width: number): { rows: Row[]; columns: number } {
  const isPhone = width < PHONE;
  const columns = isPhone ? 1 : Math.max(2, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
  const card = (width - GAP * (columns - 1)) / columns;
  const rows: Row[] = [];
  if (arrivals.length > 0) {
    rows.push({ kind: "heading", key: "on-the-way", title: "On the way", says: "", totals: null, height: 32 });
    for (const job of arrivals) rows.push({ kind: "arrival", key: job.id, job, height: 64 });
  }
  for (const group of groups) {
    // The header of the page says it all where there is one group.
    if (groups.length > 1 || group.key !== "" || arrivals.length > 0) rows.push({ kind: "heading", key: `group ${group.key}`, title: group.title, says: group.says, totals: totalsOf(group), height: 32 });
    for (let start = 0; start < group.entries.length; start += columns) {
      const entries = group.entries.slice(start, start + columns);
      const isHero = isPhone && rows.every((row) => row.kind !== "cards");
      const shape: Shape = !isPhone ? "card" : isHero ? "hero" : "line";
      const height = shape === "line" ? 92 : Math.round((card * 9) / 16) + BELOW_POSTER + (shape === "hero" ? 10 : 0);
      rows.push({ kind: "cards", key: entries.map((entry) => entry.video.id).join(), shape, entries, height });
    }
    const last = rows.at(-1);
    if (last !== undefined) last.height += 10;
  }
  return { rows, columns };
}

function useWidth(box: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (box === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

interface Props {
  groups: readonly Group[];
  arrivals: readonly Job[];
  app: string;
  selection: Selection;
  /** What scrolls, and what the rows are as wide as; not refs, which are empty when this is shown together with them. */
  scroller: HTMLDivElement | null;
  box: HTMLDivElement | null;
}

/** Posters in rows; only those in sight are drawn. */
export function Grid({ groups, arrivals, app, selection, scroller, box }: Props) {
  const width = useWidth(box);
  const { rows, columns } = useMemo(() => rowsOf(groups, arrivals, width), [groups, arrivals, width]);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: width > 0 ? rows.length : 0,
    getScrollElement: () => scroller,
    estimateSize: (index) => rows[index]?.height ?? 0,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
  });
  const sizes = rows.map((row) => row.height).join();
  useLayoutEffect(() => virtual.measure(), [virtual, sizes]);
  return (
    <div className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        if (row === undefined) return null;
        return (
          <div key={item.key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${String(item.start)}px)` }}>
            {row.kind === "heading" && (
              <div className="flex items-baseline gap-2.5 pb-3">
                <h2 className="text-14 font-semibold tracking-tight">{row.title}</h2>
                <span className="num text-12 text-fg-3">{row.says}</span>
                {row.totals !== null && (
                  <Link href={row.totals} prefetch={false} className="ml-auto inline-flex items-center gap-1 text-12 font-medium text-accent hover:underline">
                    Season totals <ArrowRight aria-hidden className="size-3.5" />
                  </Link>
                )}
              </div>
            )}
            {row.kind === "arrival" && <Arrival job={row.job} />}
            {row.kind === "cards" && (
              <div className="grid" style={{ gridTemplateColumns: `repeat(${String(columns)}, minmax(0, 1fr))`, columnGap: GAP }}>
                {row.entries.map((entry) => (
                  <Card
                    key={entry.video.id}
                    entry={entry}
                    shape={row.shape}
                    app={app}
                    isSelected={selection.ids.has(entry.video.id)}
                    isSelecting={selection.ids.size > 0}
                    onSelect={selection.toggle}
                  />
                ))}
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}
