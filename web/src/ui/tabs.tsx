"use client";

import type { LucideIcon } from "lucide-react";
import { Tabs as Base } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

export interface Tab {
  id: string;
  title: string;
  icon: LucideIcon;
  /** How much is behind it; nothing where there is nothing. */
  number?: number | null;
  panel: ReactNode;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
}

/** Several things in one place, one at a time. */
export function Tabs({ label, tabs, value, onChange }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone not all of them are in sight. Only the list is moved: the page stays where it is.
    const [row, active] = [list.current, list.current?.querySelector("[data-state=active]")];
    if (row == null || active == null) return;
    const [around, own] = [row.getBoundingClientRect(), active.getBoundingClientRect()];
    if (own.left < around.left) row.scrollLeft += own.left - around.left;
    else if (own.right > around.right) row.scrollLeft += own.right - around.right;
  }, [value]);
  return (
    <Base.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Base.List ref={list} aria-label={label} className="flex h-10 shrink-0 gap-1 overflow-x-auto border-b border-line px-2 [scrollbar-width:none] coarse:h-12">
        {tabs.map(({ id, title, icon: Icon, number }) => (
          <Base.Trigger
            key={id}
            value={id}
            className="relative flex items-center gap-1.5 rounded-2 px-2.5 font-medium whitespace-nowrap text-fg-2 hover:text-fg data-[state=active]:text-fg data-[state=active]:after:absolute data-[state=active]:after:inset-x-2.5 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent"
          >
            <Icon aria-hidden className="size-4" strokeWidth={1.75} />
            {title}
            {number != null && number > 0 && (
              <span className="num rounded-full bg-surface-3 px-1.5 text-11 leading-4 text-fg-2">{number}</span>
            )}
          </Base.Trigger>
        ))}
      </Base.List>
      {tabs.map(({ id, panel }) => (
        <Base.Content key={id} value={id} className="min-h-0 flex-1 overflow-y-auto focus-visible:shadow-none">
          {panel}
        </Base.Content>
      ))}
    </Base.Root>
  );
}
