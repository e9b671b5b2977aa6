"use client";

import { ChartColumn, Combine, LayoutGrid, UserPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useRef, useState } from "react";

import { messageOf } from "@/api";
import { type Command, useCommands } from "@/lib/commands";
import { useKey } from "@/lib/keys";
import { oneOf, useUrlState } from "@/lib/url-state";
import { Failure } from "@/ui/feedback";

import { Grid } from "./list/card";
import { SORTS } from "./list/entries";
import { NobodyFits, NoPeople, Skeletons } from "./list/states";
import { Filters, Header, TABS } from "./list/toolbar";
import { useEntries } from "./list/use-entries";

const Table = dynamic(() => import("./list/table"), { ssr: false });
const AddDialog = dynamic(() => import("./photos/add-dialog"), { ssr: false });
const TotalsTab = dynamic(() => import("./totals/totals-tab"), { ssr: false });
const PairsTab = dynamic(() => import("./pairs/pairs-tab"), { ssr: false });

/** Who can be named, for how long they are on screen, and who of them may be one person. */
export function PeoplePage() {
  const url = useUrlState();
  const search = useRef<HTMLInputElement>(null);
  const [isAdding, setAdding] = useState(false);

  const q = url.query.get("q") ?? "";
  const show = url.query.get("show");
  const tab = oneOf(url.query.get("tab"), TABS);
  const view = oneOf(url.query.get("view"), ["grid", "table"]);
  const first = show === null ? "name" : "seconds";
  const sort = SORTS.find((known) => known === url.query.get("sort")) ?? first;
  const list = useEntries(show, q, sort);
  const { entries } = list;

  const add = () => setAdding(true);
  useKey("search", () => search.current?.focus(), tab === "people");
  useKey("people.add", add);
  useKey("people.view", () => url.set({ view: view === "grid" ? "table" : null }), tab === "people");
  const commands = useMemo<Command[]>(
    () => [
      { id: "people add", title: "Add somebody", group: "People", icon: UserPlus, key: "people.add", run: () => setAdding(true) },
      { id: "people view", title: "Portraits or table", group: "People", icon: LayoutGrid, key: "people.view", run: () => url.set({ tab: null, view: view === "grid" ? "table" : null }) },
      { id: "people totals", title: "Screen time of a show", group: "People", icon: ChartColumn, run: () => url.set({ tab: "totals" }, true) },
      { id: "people pairs", title: "Who may be the same person?", group: "People", icon: Combine, run: () => url.set({ tab: "pairs" }, true) },
    ],
    [url, view],
  );
  useCommands(commands);

  const people = () => {
    if (list.error !== null) {
      return (
        <Failure title="People cannot be shown" onRetry={list.retry}>
          {messageOf(list.error)}
        </Failure>
      );
    }
    if (entries === undefined) return <Skeletons />;
    if (list.isEmptyHome && entries.length === 0 && q === "" && show === null) return <NoPeople onAdd={add} />;
    if (entries.length === 0) return <NobodyFits q={q} show={show} onClear={() => url.set({ q: null, show: null }, true)} onAdd={add} />;
    if (view === "table") {
      return <Table entries={entries} show={show} sort={sort} canAddUp={list.canAddUp} onSort={(next) => url.set({ sort: next === first ? null : next })} />;
    }
    return <Grid entries={entries} show={show} />;
  };
  return (
    <>
      <Header url={url} input={search} shown={tab === "people" ? entries?.length : undefined} hasSearch={tab === "people"} onAdd={add} />
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-4 pb-24 [scrollbar-gutter:stable] max-md:px-4 max-md:pt-1 max-md:[scrollbar-gutter:auto]">
        <Filters url={url} tab={tab} sort={sort} first={first} view={view} canAddUp={list.canAddUp} />
        {tab === "people" && <div aria-busy={entries === undefined}>{people()}</div>}
        {tab === "totals" && <TotalsTab url={url} />}
        {tab === "pairs" && <PairsTab show={show} />}
      </div>
      {isAdding && <AddDialog name={entries?.length === 0 ? q : ""} show={show} onClose={() => setAdding(false)} />}
    </>
  );
}
