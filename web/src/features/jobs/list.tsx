"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";

import type { Job } from "@/api";
import { cx } from "@/lib/cx";
import type { Selection } from "@/lib/selection";

import { type Acts, COLUMNS, Row } from "./row";

const HEIGHT = 60;
const AHEAD = 15;

interface Props {
  jobs: readonly Job[];
  titles: ReadonlyMap<string, string>;
  selection: Selection;
  acts: Acts;
  open: string | null;
  onOpen: (id: string | null) => void;
  scroller: HTMLDivElement | null;
  /** Reads older ones; null when there are none, or while they come. */
  onMore: (() => void) | null;
}

/** Thousands of jobs; only those in sight are drawn, and older ones are read when they come near. */
export function List({ jobs, titles, selection, acts, open, onOpen, scroller, onMore }: Props) {
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by a compiler
  const virtual = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller,
    estimateSize: () => HEIGHT,
    getItemKey: (index) => jobs[index]?.id ?? index,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= jobs.length - AHEAD;
  useEffect(() => {
    if (isNearEnd) onMore?.();
  }, [isNearEnd, onMore]);
  return (
    <>
      <div aria-hidden className={cx(COLUMNS, "h-8 border-b border-line px-2 text-12 font-medium text-fg-3 max-md:hidden")}>
        <span />
        <span />
        <span>Video</span>
        <span>State</span>
        <span className="max-lg:hidden">Node</span>
        <span className="max-lg:hidden">Started</span>
        <span className="text-right max-lg:hidden">Took</span>
        <span />
      </div>
      <ul aria-label="Jobs" className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const job = jobs[item.index];
          if (job === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-setsize={jobs.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${String(item.start)}px)` }}
            >
              <Row
                job={job}
                title={titles.get(job.app) ?? job.app}
                isOpen={job.id === open}
                isSelected={selection.ids.has(job.id)}
                acts={acts}
                onOpen={() => onOpen(job.id === open ? null : job.id)}
                onSelect={(isRange) => selection.toggle(job.id, isRange)}
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}
