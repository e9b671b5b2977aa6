"use client";

import { Eraser } from "lucide-react";
import type { RefObject } from "react";

import type { Job } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useJobCount } from "@/api/queries/job-list";
import type { UrlState } from "@/lib/url-state";
import { JOB_LOOKS, JOB_STATES } from "@/parts/job/words";
import { Button } from "@/ui/button";
import { Filter, Toggle } from "@/ui/controls";
import { SearchField } from "@/ui/search-field";

interface HeaderProps {
  url: UrlState;
  input: RefObject<HTMLInputElement | null>;
  says: string;
  onTidy: (() => void) | null;
}

/** The title, the search, and tidying up. */
export function Header({ url, input, says, onTidy }: HeaderProps) {
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-2.5 border-b border-line px-6 max-md:h-auto max-md:flex-wrap max-md:border-0 max-md:px-4 max-md:pt-3 max-md:pb-2.5">
      <h1 className="text-16 font-semibold tracking-tight max-md:flex-1 max-md:text-28">Jobs</h1>
      <span role="status" className="num min-w-0 flex-1 truncate text-12 text-fg-3 max-md:hidden">
        {says}
      </span>
      {onTidy !== null && (
        <Button size="regular" className="md:order-last" onClick={onTidy}>
          <Eraser aria-hidden /> Remove finished
        </Button>
      )}
      <div className="contents max-md:flex max-md:w-full">
        <SearchField label="Search the jobs" placeholder="Search videos, reasons, people" url={url} input={input} />
      </div>
    </header>
  );
}

function StateChip({ state, isOn, onChange }: { state: Job["state"]; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const { icon: Icon, word } = JOB_LOOKS[state];
  const { data } = useJobCount(state);
  return (
    <Toggle isOn={isOn} onChange={onChange}>
      <Icon aria-hidden className="size-3.5" /> {word}
      {data !== undefined && data > 0 && <span className="num text-fg-3">{data.toLocaleString("en")}</span>}
    </Toggle>
  );
}

/** What the list is narrowed to. */
export function Filters({ url, state }: { url: UrlState; state: Job["state"] | null }) {
  const apps = useApplications().data ?? [];
  return (
    <div
      role="group"
      aria-label="Narrow the list"
      className="flex items-center gap-2 pb-3 max-md:-mx-4 max-md:overflow-x-auto max-md:px-4 max-md:[scrollbar-width:none]"
    >
      {JOB_STATES.map((one) => (
        <StateChip key={one} state={one} isOn={state === one} onChange={(isOn) => url.set({ state: isOn ? one : null }, true)} />
      ))}
      <span aria-hidden className="mx-1 h-4 w-px shrink-0 bg-line-strong" />
      <Filter
        label="Application"
        value={url.query.get("app")}
        onChange={(app) => url.set({ app }, true)}
        choices={apps.map(({ app, title }) => ({ value: app, label: title }))}
      />
    </div>
  );
}
