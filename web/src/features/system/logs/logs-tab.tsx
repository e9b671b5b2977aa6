"use client";

import { ArrowDownToLine, Pause, Play, ScrollText } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";

import { type Level, type LogLine, useLog } from "@/api/queries/following";
import { cx } from "@/lib/cx";
import { count } from "@/lib/format";
import { oneOf, type UrlState } from "@/lib/url-state";
import { LineOfLog } from "@/parts/job/log";
import { Button } from "@/ui/button";
import { Filter, Toggle } from "@/ui/controls";
import { Empty } from "@/ui/feedback";

const LEVELS = ["info", "debug", "warning", "error"] as const satisfies readonly Level[];
const LEVEL_WORDS: Record<Level, string> = { debug: "Everything", info: "Info and worse", warning: "Warnings and errors", error: "Errors only" };
const MOST_SHOWN = 800;
/** Each look at this page is one, so they hide everything else. */

export function fittingLines(lines: readonly LogLine[], text: string): readonly LogLine[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return lines;
  return lines.filter((line) => {
    const all = `${line.event} ${line.level} ${line.file} ${JSON.stringify(line.values)}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** What the server and its workers write, live. */
export function LogsTab({ url }: { url: UrlState }) {
  const level = oneOf(url.query.get("level"), LEVELS);
  const job = url.query.get("job");
  const text = url.query.get("find") ?? "";
  const hasRequests = url.query.get("requests") === "yes";
  const { lines, state } = useLog({ job: job === "" ? null : job, level, hasRequests });
  const [held, setHeld] = useState<readonly LogLine[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const fitting = useMemo(() => fittingLines(held ?? lines, text), [held, lines, text]);
  const shown = fitting.slice(-MOST_SHOWN);
  const toEnd = () => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  useEffect(() => {
    if (isAtEnd) toEnd();
  }, [shown, isAtEnd]);
  const isAll = text === "" && (job ?? "") === "";
  const missed = held === null ? 0 : lines.filter(({ number }) => number > (held.at(-1)?.number ?? -1)).length;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <Filter
          label="Level"
          value={level === "info" ? null : level}
          onChange={(next) => url.set({ level: next })}
          choices={LEVELS.filter((one) => one !== "info").map((value) => ({ value, label: LEVEL_WORDS[value] }))}
        />
        <input
          type="search"
          aria-label="Find in the log"
          placeholder="Find in the log"
          value={text}
          onChange={(event) => url.set({ find: event.target.value })}
          className="h-7 min-w-40 flex-1 rounded-2 border border-line-strong bg-surface-1 px-2.5 placeholder:text-fg-3 md:max-w-72 coarse:h-11 coarse:text-16"
        />
        <input
          type="search"
          aria-label="Id of a job"
          placeholder="Id of a job"
          value={job ?? ""}
          onChange={(event) => url.set({ job: event.target.value.trim() })}
          className="h-7 min-w-40 flex-1 rounded-2 border border-line-strong bg-surface-1 px-2.5 font-mono text-12 placeholder:font-sans placeholder:text-fg-3 md:max-w-64 coarse:h-11 coarse:text-16"
        />
        <Toggle isOn={hasRequests} onChange={(isOn) => url.set({ requests: isOn ? "yes" : null })}>
          Requests
        </Toggle>
        <span className="flex-1" />
        <span role="status" className="num text-12 text-fg-3 max-sm:hidden">
          {state === "open" ? (text === "" ? count((held ?? lines).length, "line") : `${fitting.length.toLocaleString("en")} of ${count((held ?? lines).length, "line")}`) : ""}
        </span>
        <Button onClick={() => setHeld(held === null ? lines : null)}>
          {held === null ? <Pause aria-hidden /> : <Play aria-hidden />}
          {held === null ? "Hold" : missed > 0 ? `Go on · ${count(missed, "new line")}` : "Go on"}
        </Button>
      </div>
      <div className="relative min-h-0 flex-1">
        {state === "refused" ? (
          <Empty icon={ScrollText} title="The log cannot be followed">
            <p>Either you may not read it, or too many follow it already. Close other windows with the log, then reload this page.</p>
          </Empty>
        ) : state === "connecting" ? (
          <div aria-busy className="skeleton h-full min-h-64 rounded-3" />
        ) : shown.length === 0 ? (
          <Empty icon={ScrollText} title={isAll ? "Nothing was logged yet" : "No line fits"}>
            <p>
              {job !== null && job !== ""
                ? "The newest 1,000 lines say nothing about this job. The page of the job lists its events."
                : text === ""
                  ? "New lines are shown here as they are written; requests only when they are switched on."
                  : "Look for something else, or show more levels."}
            </p>
          </Empty>
        ) : (
          <div
            ref={box}
            role="log"
            aria-live="off"
            aria-label="Log"
            tabIndex={0}
            onScroll={({ currentTarget: it }) => setAtEnd(it.scrollHeight - it.scrollTop - it.clientHeight < 24)}
            className="absolute inset-0 overflow-auto rounded-3 bg-surface-1 p-3 font-mono text-11 leading-4.5 light:border light:border-line"
          >
            {fitting.length > shown.length && <p className="pb-2 text-fg-3">{count(fitting.length - shown.length, "older line")} not shown; find something to narrow them.</p>}
            {shown.map((line) => (
              <LineOfLog key={line.number} line={line} />
            ))}
          </div>
        )}
        <Button
          onClick={toEnd}
          className={cx("absolute right-4 bottom-4 shadow-2", (isAtEnd || shown.length === 0 || state !== "open") && "invisible")}
        >
          <ArrowDownToLine aria-hidden /> Newest
        </Button>
      </div>
    </div>
  );
}
