"use client";

import { ArrowUpDown, FolderInput, LayoutGrid, Plus, Rows3, Upload } from "lucide-react";
import type { RefObject } from "react";

import { useApplications, useShows } from "@/api/queries/catalogue";
import { askToAdd } from "@/lib/adding";
import { amount, count } from "@/lib/format";
import type { UrlState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Filter, Segments } from "@/ui/controls";
import { Menu, MenuChoice, MenuItem } from "@/ui/menu";
import { SearchField } from "@/ui/search-field";

import { showTitle, type Sort, SORT_WORDS, SORTS, STATE_WORDS, STATES } from "./entries";

interface HeaderProps {
  url: UrlState;
  input: RefObject<HTMLInputElement | null>;
  videos: number | undefined;
  seconds: number;
}

/** The title of the page, the search, and the ways to add videos. */
export function Header({ url, input, videos, seconds }: HeaderProps) {
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-2.5 border-b border-line px-6 max-md:h-auto max-md:flex-wrap max-md:border-0 max-md:px-4 max-md:pt-3 max-md:pb-2.5">
      <h1 className="text-16 font-semibold tracking-tight max-md:flex-1 max-md:text-28">Library</h1>
      <span className="num min-w-0 flex-1 truncate text-12 text-fg-3 max-md:hidden">
        {videos === undefined || videos === 0 ? "" : `${count(videos, "video")} · ${amount(seconds)}`}
      </span>
      <div className="md:hidden">
        <Menu
          trigger={
            <Button look="primary" isIcon size="regular" className="rounded-full" aria-label="Add videos">
              <Plus />
            </Button>
          }
        >
          <MenuItem icon={Upload} onSelect={() => askToAdd("files")}>
            Videos from this device
          </MenuItem>
          <MenuItem icon={FolderInput} onSelect={() => askToAdd("elsewhere")}>
            From a link or a folder
          </MenuItem>
        </Menu>
      </div>
      <div className="contents max-md:flex max-md:w-full">
        <SearchField label="Search the library" placeholder="Search names and shows" url={url} input={input} />
      </div>
      <Button size="regular" className="max-lg:hidden" onClick={() => askToAdd("elsewhere")}>
        <FolderInput aria-hidden /> Add from link or folder
      </Button>
      <Button size="regular" look="primary" className="max-md:hidden" onClick={() => askToAdd("files")}>
        <Upload aria-hidden /> Add videos
      </Button>
    </header>
  );
}

interface FiltersProps {
  url: UrlState;
  sort: Sort;
  view: "grid" | "table";
}

/** What the list is narrowed to, its order, and how it looks. */
export function Filters({ url, sort, view }: FiltersProps) {
  const shows = useShows().data ?? [];
  const apps = useApplications().data ?? [];
  return (
    <div className="flex items-center gap-2 pb-4 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 max-md:[scrollbar-width:none]">
      {shows.length > 0 && (
        <Filter
          label="Show"
          value={url.query.get("show")}
          onChange={(show) => url.set({ show }, true)}
          choices={shows.map(({ show }) => ({ value: show, label: showTitle(show) }))}
        />
      )}
      <Filter
        label="State"
        value={url.query.get("state")}
        onChange={(state) => url.set({ state }, true)}
        choices={STATES.map((value) => ({ value, label: STATE_WORDS[value] }))}
      />
      <Filter
        label="Application"
        value={url.query.get("app")}
        onChange={(app) => url.set({ app }, true)}
        choices={apps.map(({ app, title }) => ({ value: app, label: title }))}
      />
      <div className="flex-1" />
      <Menu
        trigger={
          <Button look="ghost">
            <ArrowUpDown aria-hidden /> {SORT_WORDS[sort]}
          </Button>
        }
      >
        <MenuChoice
          value={sort}
          onChange={(value) => url.set({ sort: value === "newest" ? null : value })}
          choices={SORTS.map((value) => ({ value, label: SORT_WORDS[value] }))}
        />
      </Menu>
      <div className="max-md:hidden">
      <Segments
        label="How videos are shown"
        value={view}
        onChange={(value) => url.set({ view: value === "grid" ? null : value })}
        options={[
          { value: "grid", label: "Grid", icon: LayoutGrid },
          { value: "table", label: "Table", icon: Rows3 },
        ]}
      />
      </div>
    </div>
  );
}
