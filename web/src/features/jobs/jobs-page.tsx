"use client";

import { Eraser } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useRef, useState } from "react";

import { type Job, messageOf } from "@/api";
import { useMe } from "@/api/queries/access";
import { useApplications } from "@/api/queries/catalogue";
import { useJobs } from "@/api/queries/job-list";
import { usePrioritise } from "@/api/queries/jobs";
import { type Command, useCommands } from "@/lib/commands";
import { count } from "@/lib/format";
import { useKey } from "@/lib/keys";
import { useSelection } from "@/lib/selection";
import { useUrlState } from "@/lib/url-state";
import { useGoOn, useStop } from "@/parts/job/acts";
import { JOB_STATES } from "@/parts/job/words";
import { Failure } from "@/ui/feedback";
import { complain, say } from "@/ui/toast";

import { fitting, partsOf, priorityWord } from "./found";
import { List } from "./list";
import type { Acts } from "./row";
import { SelectionBar } from "./selection-bar";
import { NoJobs, NothingFits, Skeletons } from "./states";
import { Filters, Header } from "./toolbar";

const RemoveDialog = dynamic(() => import("@/parts/job/removing"), { ssr: false });
const TidyDialog = dynamic(() => import("./tidy-dialog"), { ssr: false });

function useActs(remove: Acts["remove"]): Acts {
  const me = useMe();
  const stop = useStop();
  const goOn = useGoOn();
  const prioritise = usePrioritise();
  return {
    canEdit: me.data !== undefined && me.data.role !== "viewer",
    stop: stop.run,
    goOn: goOn.run,
    prioritise: (ids, priority) =>
      prioritise.mutate(
        { ids, priority },
        {
          onSuccess: (results) => {
            const failed = results.find((result) => result.status === "rejected");
            if (failed !== undefined) complain("Its turn stays as it was", messageOf(failed.reason));
            else say(`${ids.length === 1 ? "Its turn" : `The turn of ${count(ids.length, "job")}`}: ${priorityWord(priority).toLowerCase()}`);
          },
        },
      ),
    remove,
  };
}

/** Everything that was asked for, how far it is, and how it ended. */
export function JobsPage() {
  const url = useUrlState();
  const search = useRef<HTMLInputElement>(null);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [removing, setRemoving] = useState<readonly Job[]>([]);
  const [isTidying, setTidying] = useState(false);

  const q = url.query.get("q") ?? "";
  const state = JOB_STATES.find((known) => known === url.query.get("state")) ?? null;
  const app = url.query.get("app");
  const found = useJobs({ state, app });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = found;
  const apps = useApplications();
  const titles = useMemo(() => new Map(apps.data?.map(({ app: name, title }) => [name, title])), [apps.data]);
  const jobs = useMemo(() => fitting(found.jobs ?? [], q), [found.jobs, q]);
  const order = useMemo(() => jobs.map(({ id }) => id), [jobs]);
  const selection = useSelection(order);
  const chosen = jobs.filter(({ id }) => selection.ids.has(id));
  // As they are now: the list lets go of them before the server has.
  const acts = useActs((ids) => setRemoving(jobs.filter(({ id }) => ids.includes(id))));
  const { live, stopped, ended } = partsOf(chosen);

  const canRead = hasNextPage && !isFetchingNextPage && !isError;
  useEffect(() => {
    // What is looked for may be in any of them.
    if (q !== "" && canRead) void fetchNextPage();
  }, [q, canRead, fetchNextPage]);

  const isOn = acts.canEdit;
  useKey("search", () => search.current?.focus());
  useKey("jobs.all", selection.all, isOn);
  useKey("jobs.stop", () => acts.stop(live), isOn && live.length > 0);
  useKey("jobs.retry", () => acts.goOn(stopped), isOn && stopped.length > 0);
  useKey("jobs.remove", () => acts.remove(ended), isOn && ended.length > 0);
  useKey("close", selection.clear, chosen.length > 0);
  const commands = useMemo<Command[]>(
    () => (isOn ? [{ id: "jobs tidy", title: "Remove finished jobs", group: "Jobs", icon: Eraser, run: () => setTidying(true) }] : []),
    [isOn],
  );
  useCommands(commands);

  const isNarrowed = q !== "" || state !== null || app !== null;
  const isSearching = q !== "" && (hasNextPage || isFetchingNextPage);
  const isEmpty = found.isSuccess && jobs.length === 0 && !isSearching;
  const says =
    found.jobs === undefined
      ? ""
      : isSearching
        ? `Looking through older ones: ${count(found.jobs.length, "job")} read`
        : q !== ""
          ? `${count(jobs.length, "job")} of ${found.jobs.length.toLocaleString("en")}`
          : found.total !== null
            ? count(found.total, "job")
            : `${found.jobs.length.toLocaleString("en")}${hasNextPage ? " or more" : ""} ${found.jobs.length === 1 ? "job" : "jobs"}`;
  return (
    <>
      <Header url={url} input={search} says={says} onTidy={isOn && !(isEmpty && !isNarrowed) ? () => setTidying(true) : null} />
      <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto px-6 pt-4 pb-24 [scrollbar-gutter:stable] max-md:px-4 max-md:pt-1 max-md:[scrollbar-gutter:auto]">
        {!(isEmpty && !isNarrowed) && <Filters url={url} state={state} />}
        <div aria-busy={found.isPending}>
          {found.isError && found.jobs === undefined ? (
            <Failure title="The jobs cannot be shown" onRetry={() => void found.refetch()}>
              {messageOf(found.error)}
            </Failure>
          ) : found.jobs === undefined ? (
            <Skeletons />
          ) : isEmpty ? (
            isNarrowed ? (
              <NothingFits onClear={() => url.set({ q: null, state: null, app: null }, true)} />
            ) : (
              <NoJobs />
            )
          ) : (
            <List
              jobs={jobs}
              titles={titles}
              selection={selection}
              acts={acts}
              open={open}
              onOpen={setOpen}
              scroller={scroller}
              onMore={canRead ? () => void fetchNextPage() : null}
            />
          )}
          {isFetchingNextPage && <p className="py-4 text-center text-12 text-fg-3">Reading older jobs</p>}
        </div>
      </div>
      {chosen.length > 0 && isOn && <SelectionBar chosen={chosen} acts={acts} onClear={selection.clear} />}
      {removing.length > 0 && (
        <RemoveDialog
          ids={removing.map(({ id }) => id)}
          hasDone={removing.some(({ state: end }) => end === "succeeded")}
          onClose={() => setRemoving([])}
          onDone={() => {
            setRemoving([]);
            selection.clear();
          }}
        />
      )}
      {isTidying && <TidyDialog onClose={() => setTidying(false)} onDone={() => setTidying(false)} />}
    </>
  );
}
