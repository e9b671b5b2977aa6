import Link from "next/link";

import { screenTime } from "@/lib/format";

import type { Column, Line } from "./series";

function shadeOf(share: number): string {
  return share > 0 ? `color-mix(in oklab, var(--accent) ${String(6 + Math.round(share * 22))}%, var(--surface-1))` : "transparent";
}

/** The figures of the chart: a person a line, an episode a column. */
export function Figures({ columns, lines, colours }: { columns: readonly Column[]; lines: readonly Line[]; colours: readonly string[] }) {
  const most = Math.max(0.001, ...lines.flatMap(({ seconds }) => seconds));
  return (
    <div role="region" aria-label="Seconds of everybody in each episode" tabIndex={0} className="mt-4 overflow-x-auto">
      <table className="num w-full border-separate border-spacing-0.5 text-12">
        <thead>
          <tr className="text-fg-3">
            <th scope="col" className="sticky left-0 z-1 h-8 bg-bg px-2 text-left font-medium">
              Person
            </th>
            {columns.map((column) => (
              <th key={column.video} scope="col" title={column.title} className="max-w-32 truncate px-2 text-right font-medium">
                <Link href={`/video/?id=${column.video}`} prefetch={false} className="inline-block py-2 hover:text-fg hover:underline">
                  {column.short}
                </Link>
              </th>
            ))}
            <th scope="col" className="px-2 text-right font-medium">
              Total
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, number) => (
            <tr key={line.id}>
              <th scope="row" className="sticky left-0 z-1 max-w-56 truncate bg-bg pr-3 text-left font-medium">
                <Link href={`/person/?id=${encodeURIComponent(line.id)}`} prefetch={false} title={line.name} className="inline-flex max-w-full items-center gap-2 px-2 py-2 hover:underline">
                  <span aria-hidden className="size-2.5 shrink-0 rounded-1" style={{ background: colours[number] }} />
                  <span className="truncate">{line.name}</span>
                </Link>
              </th>
              {columns.map((column, place) => {
                const seconds = line.seconds[place] ?? 0;
                return (
                  <td key={column.video} className="h-8 min-w-18 rounded-1 px-2 text-right" style={{ background: shadeOf(seconds / most) }}>
                    {seconds > 0 ? screenTime(seconds) : <span className="text-fg-3">–</span>}
                  </td>
                );
              })}
              <td className="px-2 text-right font-medium whitespace-nowrap">{screenTime(line.total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
