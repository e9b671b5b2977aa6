"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, Film } from "lucide-react";
import Link from "next/link";
import { type ReactNode } from "react";

import { cx } from "@/lib/cx";
import { bytes, clock } from "@/lib/format";
import { Picture } from "@/ui/picture";

import { StateBadge } from "./card";
import { type Entry, showTitle, type Sort, titleOf } from "./entries";
import type { Selection } from "@/lib/selection";

const HEIGHT = 52;
const COLUMNS = "grid-cols-[32px_64px_minmax(160px,1fr)_128px_64px_72px_104px_minmax(180px,240px)] min-w-[960px]";
const CELL = "truncate text-fg-2";

function added(text: string): string {
  return new Date(text).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

function Sorter({ sorts, sort, onSort, children }: { sorts: readonly Sort[]; sort: Sort; onSort: (sort: Sort) => void; children: ReactNode }) {
  const place = sorts.indexOf(sort);
  const next = sorts[place + 1] ?? sorts[0] ?? "newest";
  const Arrow = sort === "longest" || sort === "newest" ? ArrowDown : ArrowUp;
  return (
    <button type="button" onClick={() => onSort(next)} className={cx("flex items-center gap-1 hover:text-fg", place >= 0 && "text-fg")}>
      {children}
      {place >= 0 && <Arrow aria-hidden className="size-3" />}
    </button>
  );
}

interface Props {
  entries: readonly Entry[];
  app: string;
  sort: Sort;
  onSort: (sort: Sort) => void;
  selection: Selection;
  scroller: HTMLDivElement | null;
}

function Row({ entry, app, selection }: { entry: Entry; app: string; selection: Selection }) {
  const { video, hasRun } = entry;
  const title = titleOf(video);
  const isSelected = selection.ids.has(video.id);
  return (
    <>
      <span role="cell" className="relative z-1">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={`Select ${title}`}
          onChange={(event) => selection.toggle(video.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
          className="block size-4 accent-(--accent-solid)"
        />
      </span>
      <span role="cell" className="block h-9 w-16 overflow-hidden rounded-1 bg-surface-3">
        <Picture address={hasRun ? `/videos/${video.id}/poster.jpg` : null} alt="" icon={Film} />
      </span>
      <span role="cell" className="truncate font-medium">
        <Link href={`/video/?id=${video.id}`} prefetch={false} title={video.name} className="after:absolute after:inset-0">
          {title}
        </Link>
      </span>
      <span role="cell" className={CELL}>
        {video.show_id === null ? "–" : `${showTitle(video.show_id)}${video.season === null ? "" : ` · ${String(video.season)}`}`}
      </span>
      <span role="cell" className={`num text-right ${CELL}`}>
        {video.duration_s === null ? "–" : clock(video.duration_s)}
      </span>
      <span role="cell" className={`num text-right ${CELL}`}>
        {bytes(video.size_bytes)}
      </span>
      <span role="cell" className={`num ${CELL}`}>
        {added(video.created_at)}
      </span>
      <span role="cell" className="flex min-w-0 items-center gap-2 text-12 text-fg-3">
        <StateBadge entry={entry} app={app} />
      </span>
    </>
  );
}

/** The same videos in lines; the heads of columns sort. */
export default function Table({ entries, app, sort, onSort, selection, scroller }: Props) {
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller,
    estimateSize: () => HEIGHT,
    getItemKey: (index) => entries[index]?.video.id ?? index,
    overscan: 8,
  });
  const areAll = entries.length > 0 && entries.every(({ video }) => selection.ids.has(video.id));
  const sorted = (...sorts: Sort[]) =>
    sorts.includes(sort) ? (sort === "newest" || sort === "longest" ? "descending" : "ascending") : "none";
  return (
    <div role="table" aria-label="Videos" aria-rowcount={entries.length + 1} className="-mx-6 overflow-x-auto px-6 max-md:-mx-4 max-md:px-4">
      <div role="row" className={cx("grid h-9 items-center gap-3 border-b border-line px-2 text-12 font-medium text-fg-3", COLUMNS)}>
        <span role="columnheader">
          <input
            type="checkbox"
            checked={areAll}
            aria-label="Select all"
            onChange={() => (areAll ? selection.clear() : selection.all())}
            className="block size-4 accent-(--accent-solid)"
          />
        </span>
        <span role="columnheader">
          <span className="sr-only">Poster</span>
        </span>
        <span role="columnheader" aria-sort={sorted("name")}>
          <Sorter sorts={["name"]} sort={sort} onSort={onSort}>
            Name
          </Sorter>
        </span>
        <span role="columnheader">Show</span>
        <span role="columnheader" aria-sort={sorted("longest", "shortest")} className="flex justify-end">
          <Sorter sorts={["longest", "shortest"]} sort={sort} onSort={onSort}>
            Length
          </Sorter>
        </span>
        <span role="columnheader" className="text-right">
          Size
        </span>
        <span role="columnheader" aria-sort={sorted("newest")}>
          <Sorter sorts={["newest"]} sort={sort} onSort={onSort}>
            Added
          </Sorter>
        </span>
        <span role="columnheader">State</span>
      </div>
      <div role="rowgroup" className="relative min-w-[960px]" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={selection.ids.has(entry.video.id)}
              className={cx(
                "absolute inset-x-0 top-0 grid items-center gap-3 border-b border-line px-2 hover:bg-hover aria-selected:bg-accent-soft",
                COLUMNS,
              )}
              style={{ height: HEIGHT, transform: `translateY(${String(item.start)}px)` }}
            >
              <Row entry={entry} app={app} selection={selection} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
