"use client";

import { ArrowUpDown, ChartColumn, Combine, LayoutGrid, Rows3, UserPlus, Users } from "lucide-react";
import type { RefObject } from "react";

import { useShows } from "@/api/queries/catalogue";
import { count } from "@/lib/format";
import { showTitle } from "@/lib/titles";
import type { UrlState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Filter, Segments } from "@/ui/controls";
import { Menu, MenuChoice } from "@/ui/menu";
import { SearchField } from "@/ui/search-field";

import { type Sort, SORT_WORDS, SORTS } from "./entries";

export const TABS = ["people", "totals", "pairs"] as const;
export type Tab = (typeof TABS)[number];

interface HeaderProps {
  url: UrlState;
  input: RefObject<HTMLInputElement | null>;
  shown: number | undefined;
  hasSearch: boolean;
  onAdd: () => void;
}

/** The title of the page, the search, and the way to add somebody. */
export function Header({ url, input, shown, hasSearch, onAdd }: HeaderProps) {
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-2.5 border-b border-line px-6 max-md:h-auto max-md:flex-wrap max-md:border-0 max-md:px-4 max-md:pt-3 max-md:pb-2.5">
      <h1 className="text-16 font-semibold tracking-tight max-md:flex-1 max-md:text-28">People</h1>
      <span className="num min-w-0 flex-1 truncate text-12 text-fg-3 max-md:hidden">{shown === undefined || shown === 0 ? "" : count(shown, "person", "people")}</span>
      <Button look="primary" isIcon size="regular" className="rounded-full md:hidden" aria-label="Add somebody" onClick={onAdd}>
        <UserPlus />
      </Button>
      {hasSearch && (
        <div className="contents max-md:flex max-md:w-full">
          <SearchField url={url} input={input} label="Search people" placeholder="Search people" />
        </div>
      )}
      <Button size="regular" look="primary" className="max-md:hidden" onClick={onAdd}>
        <UserPlus aria-hidden /> Add somebody
      </Button>
    </header>
  );
}

interface FiltersProps {
  url: UrlState;
  tab: Tab;
  sort: Sort;
  first: Sort;
  view: "grid" | "table";
  canAddUp: boolean;
}

/** What is shown of whom, its order, and how it looks. */
export function Filters({ url, tab, sort, first, view, canAddUp }: FiltersProps) {
  const shows = useShows().data ?? [];
  const sorts = SORTS.filter((each) => canAddUp || each !== "seconds");
  return (
    <div className="flex items-center gap-2 pb-4 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 max-md:[scrollbar-width:none]">
      <Segments
        label="What is shown"
        value={tab}
        onChange={(value) => url.set({ tab: value === "people" ? null : value, season: null }, true)}
        options={[
          { value: "people", label: "Portraits", icon: Users },
          { value: "totals", label: "Screen time", icon: ChartColumn },
          { value: "pairs", label: "Same person?", icon: Combine },
        ]}
      />
      {shows.length > 0 && (
        <Filter
          label="Show"
          value={url.query.get("show")}
          onChange={(show) => url.set({ show, season: null }, true)}
          choices={shows.map(({ show }) => ({ value: show, label: showTitle(show) }))}
        />
      )}
      <div className="flex-1" />
      {tab === "people" && (
        <>
          <Menu
            trigger={
              <Button look="ghost">
                <ArrowUpDown aria-hidden /> {SORT_WORDS[sort]}
              </Button>
            }
          >
            <MenuChoice value={sort} onChange={(value) => url.set({ sort: value === first ? null : value })} choices={sorts.map((value) => ({ value, label: SORT_WORDS[value] }))} />
          </Menu>
          <Segments
            label="How people are shown"
            value={view}
            onChange={(value) => url.set({ view: value === "grid" ? null : value })}
            options={[
              { value: "grid", label: "Grid", icon: LayoutGrid },
              { value: "table", label: "Table", icon: Rows3 },
            ]}
          />
        </>
      )}
    </div>
  );
}
