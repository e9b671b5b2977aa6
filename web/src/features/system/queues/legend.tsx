import type { Series } from "@/ui/chart/bars";

/** What each line or bar is, in words, with its value now. */
export function Legend({ series, value }: { series: readonly (Series & { dashes?: string })[]; value?: (id: string) => string }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12 text-fg-2">
      {series.map(({ id, title, colour, dashes }) => (
        <li key={id} className="flex items-center gap-1.5">
          <svg aria-hidden width="16" height="8">
            <line x1="0" y1="4" x2="16" y2="4" stroke={colour} strokeWidth="3" strokeDasharray={dashes} />
          </svg>
          {title}
          {value !== undefined && <span className="num text-fg">{value(id)}</span>}
        </li>
      ))}
    </ul>
  );
}
