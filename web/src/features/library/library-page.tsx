"use client";

import { FolderInput, LayoutGrid, Upload } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useRef, useState } from "react";

import { messageOf } from "@/api";
import { useNewestJobs } from "@/api/queries/jobs";
import { useVideos } from "@/api/queries/videos";
import { askToAdd } from "@/lib/adding";
import { useChoice } from "@/lib/choice";
import { type Command, useCommands } from "@/lib/commands";
import { useKey } from "@/lib/keys";
import { oneOf, useUrlState } from "@/lib/url-state";
import { Failure } from "@/ui/feedback";

import { arrivalsOf, entriesOf, groupsOf, narrowed, SORTS, STATES } from "./entries";
import { Grid } from "./grid";
import { useSelection } from "@/lib/selection";
import { SelectionBar } from "./selection-bar";
import { NothingFits, NoVideos, Skeletons } from "./states";
import { Filters, Header } from "./toolbar";

const Table = dynamic(() => import("./table"), { ssr: false });
const RemoveDialog = dynamic(() => import("./changing/remove-dialog"), { ssr: false });
const DescribeDialog = dynamic(() => import("./changing/describe-dialog"), { ssr: false });

type Window = "remove" | "describe" | null;

export function LibraryPage() {
  const url = useUrlState();
  const search = useRef<HTMLInputElement>(null);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [shown, show] = useState<Window>(null);
  const [chosenApp] = useChoice("then", "faces");
  const app = chosenApp === "nothing" ? "faces" : chosenApp;

  const q = url.query.get("q") ?? "";
  const view = oneOf(url.query.get("view"), ["grid", "table"]);
  const sort = oneOf(url.query.get("sort"), SORTS);
  const state = STATES.find((known) => known === url.query.get("state")) ?? null;
  const ofApp = url.query.get("app");
  const ofShow = url.query.get("show");
  const isNarrowed = q !== "" || state !== null || ofApp !== null || ofShow !== null;

  const found = useVideos({ q, show: ofShow });
  const jobs = useNewestJobs();
  const all = useMemo(() => jobs.data?.items ?? [], [jobs.data]);
  const entries = useMemo(
    () => narrowed(entriesOf(found.videos ?? []), { state, app: ofApp, sort }),
    [found.videos, state, ofApp, sort],
  );
  const groups = useMemo(() => groupsOf(entries), [entries]);
  const arrivals = useMemo(() => (isNarrowed ? [] : arrivalsOf(all)), [all, isNarrowed]);
  const order = useMemo(
    () => (view === "table" ? entries : groups.flatMap((group) => group.entries)).map(({ video }) => video.id),
    [view, entries, groups],
  );
  const selection = useSelection(order);
  const chosen = entries.filter(({ video }) => selection.ids.has(video.id));
  const hasChosen = chosen.length > 0;

  const otherView = () => url.set({ view: view === "grid" ? "table" : null });
  useKey("search", () => search.current?.focus());
  useKey("library.add", () => askToAdd("files"));
  useKey("library.link", () => askToAdd("elsewhere"));
  useKey("library.view", otherView);
  useKey("library.all", selection.all);
  useKey("library.delete", () => show("remove"), hasChosen);
  useKey("close", selection.clear, hasChosen);
  const commands = useMemo<Command[]>(
    () => [
      { id: "add", title: "Add videos from this device", group: "Library", icon: Upload, key: "library.add", run: () => askToAdd("files") },
      { id: "add folder", title: "Add a folder from this device", group: "Library", icon: Upload, run: () => askToAdd("folder") },
      { id: "link", title: "Add from a link or a folder of the server", group: "Library", icon: FolderInput, key: "library.link", run: () => askToAdd("elsewhere") },
      { id: "view", title: "Grid or table", group: "Library", icon: LayoutGrid, key: "library.view", run: () => url.set({ view: view === "grid" ? "table" : null }) },
    ],
    [url, view],
  );
  useCommands(commands);

  const isReady = found.isSuccess && !jobs.isPending;
  const isEmpty = isReady && !isNarrowed && entries.length === 0 && arrivals.length === 0;
  const failure = found.error ?? jobs.error;
  const clear = () => url.set({ q: null, state: null, app: null, show: null }, true);
  const close = () => show(null);
  const done = () => {
    close();
    selection.clear();
  };
  return (
    <>
      <Header url={url} input={search} videos={found.videos?.length} seconds={(found.videos ?? []).reduce((sum, { duration_s: s }) => sum + (s ?? 0), 0)} />
      <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto px-6 pt-4 pb-24 [scrollbar-gutter:stable] max-md:px-4 max-md:pt-1 max-md:[scrollbar-gutter:auto]">
        {!isEmpty && <Filters url={url} sort={sort} view={view} />}
        <div ref={setBox} aria-busy={!isReady}>
          {failure !== null && found.videos === undefined ? (
            <Failure
              title="The library cannot be shown"
              onRetry={() => {
                void found.refetch();
                void jobs.refetch();
              }}
            >
              {messageOf(failure)}
            </Failure>
          ) : !isReady ? (
            <Skeletons />
          ) : isEmpty ? (
            <NoVideos />
          ) : entries.length === 0 && arrivals.length === 0 ? (
            <NothingFits onClear={clear} />
          ) : view === "table" ? (
            <Table entries={entries} app={app} sort={sort} onSort={(next) => url.set({ sort: next === "newest" ? null : next })} selection={selection} scroller={scroller} />
          ) : (
            <Grid groups={groups} arrivals={arrivals} app={app} selection={selection} scroller={scroller} box={box} />
          )}
        </div>
      </div>
      {hasChosen && <SelectionBar chosen={chosen} onClear={selection.clear} onRemove={() => show("remove")} onDescribe={() => show("describe")} />}
      {shown === "remove" && <RemoveDialog chosen={chosen} onClose={close} onDone={done} />}
      {shown === "describe" && <DescribeDialog chosen={chosen} onClose={close} onDone={done} />}
    </>
  );
}
