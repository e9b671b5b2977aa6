"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef } from "react";

import { type Film, type Row, SEEN } from "../timeline/model";
import { preciseClock } from "../timeline/time";

interface Props {
  film: Film;
  chosen: string | null;
  onSeek: (seconds: number) => void;
}

interface Line {
  row: Row;
  place: number;
}

const WORDS: Record<(typeof SEEN)[number], string> = { clear: "Clear", visible: "Visible", bridged: "Gap bridged" };
const LINE_PX = 32;

/** The timeline as words: every appearance with its times, of everybody or of who is chosen. */
export default function AppearanceList({ film, chosen, onSeek }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => {
    const rows = film.rows.filter((row) => chosen === null || row.id === chosen);
    return rows
      .flatMap((row) => Array.from(row.start, (_, place): Line => ({ row, place })))
      .toSorted((one, other) => (one.row.start[one.place] ?? 0) - (other.row.start[other.place] ?? 0));
  }, [film, chosen]);
  // The library keeps what it measured in itself, where the compiler of React cannot see it.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 12,
  });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label="Appearances">
      <table className="w-full text-12" aria-rowcount={lines.length + 1}>
        <thead className="sticky top-0 z-1 bg-surface-1 text-left text-fg-3">
          <tr>
            <th className="h-7 pl-3 font-medium">Person</th>
            <th className="font-medium">From</th>
            <th className="font-medium">To</th>
            <th className="font-medium max-sm:hidden">Seconds</th>
            <th className="font-medium">Seen</th>
          </tr>
        </thead>
        <tbody>
          <tr aria-hidden style={{ height: virtual.getVirtualItems()[0]?.start ?? 0 }} />
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return null;
            const [start, end] = [line.row.start[line.place] ?? 0, line.row.end[line.place] ?? 0];
            return (
              <tr key={item.key} aria-rowindex={item.index + 2} className="h-8 border-t border-line hover:bg-hover">
                <td className="pl-3">
                  <button type="button" className="flex h-8 items-center gap-2" onClick={() => onSeek(start)}>
                    <span aria-hidden className="size-2 rounded-full" style={{ background: line.row.colour }} />
                    {line.row.title}
                  </button>
                </td>
                <td className="num font-mono">{preciseClock(start)}</td>
                <td className="num font-mono">{preciseClock(end)}</td>
                <td className="num max-sm:hidden">{(end - start).toFixed(2)}</td>
                <td className="text-fg-2">{WORDS[SEEN[line.row.seen[line.place] ?? 1] ?? "visible"]}</td>
              </tr>
            );
          })}
          <tr aria-hidden style={{ height: Math.max(0, virtual.getTotalSize() - (virtual.getVirtualItems().at(-1)?.end ?? 0)) }} />
        </tbody>
      </table>
    </div>
  );
}
