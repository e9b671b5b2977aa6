"use client";

import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentType, ReactNode } from "react";

import { cx } from "@/lib/cx";
import { Logo } from "@/ui/logo";

/** A page that the navigation leads to. */
export interface Place {
  href: string;
  title: string;
  icon: LucideIcon;
  /** Pages that belong to it and have no place of their own. */
  within?: readonly string[];
  group?: "Applications" | "bottom";
  /** How much waits or works there; draws nothing where there is nothing. */
  Count?: ComponentType;
  /** Whether it has a place at the bottom of a phone; others are under "More". */
  isOnPhone?: true;
}

const LINK =
  "flex h-8 items-center gap-2.5 rounded-2 px-2.5 font-medium text-fg-2 transition-colors hover:bg-hover hover:text-fg aria-[current=page]:bg-surface-2 aria-[current=page]:text-fg light:aria-[current=page]:bg-surface-3";

function useIsCurrent(): (place: Place) => boolean {
  const path = usePathname();
  return ({ href, within = [] }) => path === href || [href, ...within].some((start) => start !== "/" && path.startsWith(start));
}

function Entry({ place, isCurrent }: { place: Place; isCurrent: boolean }) {
  return (
    <Link href={place.href} aria-current={isCurrent ? "page" : undefined} className={LINK}>
      <place.icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="flex-1 truncate">{place.title}</span>
      {place.Count !== undefined && <place.Count />}
    </Link>
  );
}

/** The navigation at the left of a wide window. */
export function Rail({ places, foot }: { places: readonly Place[]; foot: ReactNode }) {
  const isCurrent = useIsCurrent();
  const of = (group: Place["group"]) => places.filter((place) => place.group === group);
  const entries = (list: readonly Place[]) =>
    list.map((place) => <Entry key={place.href} place={place} isCurrent={isCurrent(place)} />);
  return (
    <nav aria-label="Pages" className="flex w-(--nav-w) shrink-0 flex-col gap-0.5 border-r border-line px-2.5 py-3 max-md:hidden">
      <Link href="/" className="mb-2.5 flex items-center gap-2.5 rounded-2 px-2 py-1 text-[15px] font-semibold tracking-tight">
        <Logo /> Telecine
      </Link>
      {entries(of(undefined))}
      {of("Applications").length > 0 && (
        <p className="px-2.5 pt-4 pb-1.5 text-11 font-medium text-fg-3">Applications</p>
      )}
      {entries(of("Applications"))}
      <div className="flex-1" />
      {entries(of("bottom"))}
      {foot}
    </nav>
  );
}

/** The same at the bottom of a phone. */
export function BottomBar({ places, more }: { places: readonly Place[]; more: ReactNode }) {
  const isCurrent = useIsCurrent();
  return (
    <nav
      aria-label="Pages"
      className="flex shrink-0 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places
        .filter(({ isOnPhone }) => isOnPhone)
        .map((place) => (
          <Link
            key={place.href}
            href={place.href}
            aria-current={isCurrent(place) ? "page" : undefined}
            className={cx(TAB, "relative aria-[current=page]:text-fg")}
          >
            <place.icon aria-hidden className="size-5" strokeWidth={1.75} />
            {place.title}
            {place.Count !== undefined && (
              <span className="absolute top-1.5 left-[calc(50%+10px)]">
                <place.Count />
              </span>
            )}
          </Link>
        ))}
      {more}
    </nav>
  );
}

export const TAB =
  "flex h-(--tabbar-h) flex-1 flex-col items-center justify-center gap-0.5 text-11 font-medium text-fg-3";
