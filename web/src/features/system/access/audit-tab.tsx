"use client";

import { History } from "lucide-react";
import { useMemo } from "react";

import { type AuditEntry, messageOf } from "@/api";
import { useAudit } from "@/api/queries/keys";
import { cx } from "@/lib/cx";
import { count } from "@/lib/format";
import type { UrlState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Filter } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

import { Table } from "../section";

/** `Jobs: cancel` of `jobs.cancel`. */
export function actionWords(action: string): string {
  const [noun = "", ...rest] = action.split(".");
  const words = rest.join(" ").replaceAll("_", " ");
  const head = noun.charAt(0).toUpperCase() + noun.slice(1).replaceAll("_", " ");
  return words === "" ? head : `${head}: ${words}`;
}

export function endOf({ data }: Pick<AuditEntry, "data">): { word: string; isRefused: boolean } {
  const status = typeof data.status === "number" ? data.status : null;
  if (status === null) return { word: "–", isRefused: false };
  if (status < 400) return { word: "Done", isRefused: false };
  if (status === 401 || status === 403) return { word: "Refused", isRefused: true };
  return { word: `Not done (${String(status)})`, isRefused: true };
}

function atText(at: string): string {
  return new Date(at).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** Who did what, the newest first; what was refused, too. */
export function AuditTab({ url }: { url: UrlState }) {
  const found = useAudit(true);
  const who = url.query.get("who");
  const all = useMemo(() => found.data?.pages.flatMap((page) => page.items), [found.data]);
  if (found.isError && all === undefined) {
    return (
      <Failure title="The record cannot be shown" onRetry={() => void found.refetch()}>
        {messageOf(found.error)}
      </Failure>
    );
  }
  if (all === undefined) return <div aria-busy className="skeleton h-64 rounded-4" />;
  if (all.length === 0) {
    return (
      <Empty icon={History} title="Nothing was recorded yet">
        <p>Every change and every login is recorded here, with who did it; refused ones, too.</p>
      </Empty>
    );
  }
  const actors = [...new Set(all.map(({ actor }) => actor))].sort();
  const shown = who === null ? all : all.filter(({ actor }) => actor === who);
  return (
    <>
      <div className="mb-3 flex items-center gap-2">
        <Filter label="Who" value={who} onChange={(next) => url.set({ who: next }, true)} choices={actors.map((actor) => ({ value: actor, label: actor }))} />
        <span className="num text-12 text-fg-3">
          {count(shown.length, "entry", "entries")}
          {found.hasNextPage && ", and older ones"}
        </span>
      </div>
      <Table label="Record of who did what" heads={[{ name: "When" }, { name: "Who" }, { name: "What" }, { name: "With what" }, { name: "End" }]}>
        {shown.map((entry) => {
          const { word, isRefused } = endOf(entry);
          return (
            <tr key={entry.id}>
              <td className="num text-fg-2">
                <time dateTime={entry.at}>{atText(entry.at)}</time>
              </td>
              <td className="max-w-40 truncate font-medium" title={entry.actor}>
                {entry.actor}
              </td>
              <td>{actionWords(entry.action)}</td>
              <td className="max-w-96 truncate font-mono text-11 text-fg-2" title={entry.target}>
                {entry.target}
              </td>
              <td className={cx("text-12", isRefused ? "text-err" : "text-fg-2")}>{word}</td>
            </tr>
          );
        })}
      </Table>
      {found.hasNextPage && (
        <div className="mt-4 text-center">
          <Button size="regular" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {found.isFetchingNextPage ? "Reading" : "Show older entries"}
          </Button>
        </div>
      )}
    </>
  );
}
