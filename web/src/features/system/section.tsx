import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

/** A part of a tab with its heading. */
export function Section({ title, says, aside, children }: { title: string; says?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="mb-8">
      <div className="mb-3 flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-14 font-semibold tracking-tight">{title}</h2>
          {says !== undefined && <p className="mt-0.5 max-w-[72ch] text-12 text-fg-3">{says}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}

export const CARD = "rounded-4 border border-line bg-surface-1";

/** A number with what it counts. */
export function Figure({ name, value, more, tone = "text-fg" }: { name: string; value: string; more?: string; tone?: string }) {
  return (
    <div className={cx(CARD, "min-w-0 px-4 py-3")}>
      <p className="truncate text-12 text-fg-3">{name}</p>
      <p className={cx("num mt-0.5 truncate text-20 font-semibold tracking-tight", tone)}>{value}</p>
      {more !== undefined && <p className="num truncate text-12 text-fg-3">{more}</p>}
    </div>
  );
}

/** Figures side by side. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className="mb-8 grid grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-3">{children}</div>;
}

/** A table that can be scrolled on a phone. */
export function Table({ label, heads, children }: { label: string; heads: readonly { name: string; isNumber?: boolean }[]; children: ReactNode }) {
  return (
    <div className={cx(CARD, "overflow-x-auto")} tabIndex={0} role="region" aria-label={label}>
      <table className="w-full border-collapse text-left whitespace-nowrap">
        <thead>
          <tr className="text-12 text-fg-3">
            {heads.map(({ name, isNumber }) => (
              <th key={name} scope="col" className={cx("border-b border-line px-4 py-2 font-medium", isNumber === true && "text-right")}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_td]:border-b [&_td]:border-line [&_td]:px-4 [&_td]:py-2 [&_tr:last-child_td]:border-0">{children}</tbody>
      </table>
    </div>
  );
}
