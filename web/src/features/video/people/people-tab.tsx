"use client";

import { ChevronRight, User, Users } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";

import type { ScreenTime } from "@/api";
import { cx } from "@/lib/cx";
import { amount, count, percent } from "@/lib/format";
import { initialsOf } from "@/lib/people";
import { plain } from "@/lib/plain";
import { Badge } from "@/ui/badge";
import { buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";
import { Picture } from "@/ui/picture";

import type { Span } from "../timeline/draw";
import type { Film, Row } from "../timeline/model";
import { secondsOf, tableOf } from "./together";

interface Props {
  film: Film;
  report: ScreenTime | undefined;
  /** About the film itself: damaged, cut short, odd. */
  warnings: readonly string[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
  onSeek: (seconds: number) => void;
  span: Span | null;
}

const MOST_TOGETHER = 10;

function secondsText(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : amount(seconds);
}

/** Everybody with bars of seconds, and who is on screen with whom. */
export function PeopleTab({ film, report, warnings, chosen, onChoose, onSeek, span }: Props) {
  const table = useMemo(() => tableOf(film.rows, MOST_TOGETHER), [film]);
  const shown = film.rows
    .map((row) => ({ row, seconds: secondsOf(row, span) }))
    .filter(({ seconds }) => span === null || seconds > 0)
    .toSorted((one, other) => (span === null ? 0 : other.seconds - one.seconds));
  const most = Math.max(0.001, ...shown.map(({ seconds }) => seconds));
  if (film.rows.length === 0) {
    return (
      <>
        <Empty icon={Users} title="Nobody is on screen">
          <p>No face was found in this film that is large and clear enough.</p>
        </Empty>
        <div className="px-4 pb-4">
          <Notes report={report} warnings={warnings} />
        </div>
      </>
    );
  }
  return (
    <div className="space-y-6 p-4">
      <section aria-label="Screen time">
        <div className="mb-2 flex items-baseline justify-between gap-3">
          <h2 className="font-semibold">{span === null ? "Screen time" : "Within the span"}</h2>
          {span === null && report !== undefined && (
            <span className="num text-12 text-fg-3">somebody on screen {percent(report.anyone.seconds / Math.max(0.001, film.duration))}</span>
          )}
        </div>
        <ul className="-mx-2">
          {shown.map(({ row, seconds }) => (
            <Person
              key={row.id}
              row={row}
              seconds={seconds}
              share={seconds / most}
              time={report?.people.find(({ label }) => label === row.title)}
              isChosen={row.id === chosen}
              onChoose={() => {
                onChoose(row.id === chosen ? null : row.id);
                if (row.id !== chosen && row.start[0] !== undefined && span === null) onSeek(row.start[0]);
              }}
            />
          ))}
        </ul>
      </section>
      {table.rows.length > 1 && <Together table={table} />}
      <Notes report={report} warnings={warnings} />
    </div>
  );
}

interface PersonProps {
  row: Row;
  seconds: number;
  share: number;
  time: ScreenTime["people"][number] | undefined;
  isChosen: boolean;
  onChoose: () => void;
}

function Person({ row, seconds, share, time, isChosen, onChoose }: PersonProps) {
  const clear = time === undefined || row.seconds === 0 ? 1 : Math.min(1, time.clear.seconds / row.seconds);
  return (
    <li className="flex items-center gap-1">
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-3 px-2 py-1.5 text-left hover:bg-hover aria-pressed:bg-accent-soft"
      >
        <span className="size-9 shrink-0 overflow-hidden rounded-full bg-surface-3">
          <Picture address={row.picture} alt="" icon={User} />
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline justify-between gap-2">
            <span className={cx("truncate", row.isUnknown ? "text-fg-2" : "font-medium")}>{row.title}</span>
            <span className="num shrink-0 text-12">{secondsText(seconds)}</span>
          </span>
          <span aria-hidden className="my-1 block h-1.5 overflow-hidden rounded-full bg-surface-3">
            <span className="relative block h-full rounded-full" style={{ width: `${String(Math.max(0.5, share * 100))}%` }}>
              <span
                className="absolute inset-0 rounded-full"
                style={{
                  background: row.isUnknown
                    ? `repeating-linear-gradient(90deg, ${row.colour} 0 4px, transparent 4px 6px)`
                    : row.colour,
                  opacity: 0.5,
                }}
              />
              {!row.isUnknown && (
                <span className="absolute inset-y-0 left-0 rounded-full" style={{ width: `${String(clear * 100)}%`, background: row.colour }} />
              )}
            </span>
          </span>
          {time !== undefined && (
            <span className="num flex gap-2 text-11 text-fg-3">
              <span>{secondsText(time.clear.seconds)} clear</span>
              <span>{count(time.appearances, "appearance")}</span>
              {time.calibration === "confirmed by a person" && <span className="text-ok">Confirmed</span>}
              {row.certainty !== null && <span>{percent(row.certainty)} sure</span>}
            </span>
          )}
        </span>
      </button>
      {row.person !== null && (
        <Link
          href={`/person/?id=${encodeURIComponent(row.person)}`}
          prefetch={false}
          aria-label={`Page of ${row.title}`}
          title={`Page of ${row.title}`}
          className={buttonLook("ghost", "regular", true)}
        >
          <ChevronRight aria-hidden />
        </Link>
      )}
    </li>
  );
}

function Together({ table: { rows, seconds, most } }: { table: ReturnType<typeof tableOf> }) {
  return (
    <section aria-labelledby="together">
      <h2 id="together" className="mb-2 font-semibold">
        Together on screen
      </h2>
      <div className="overflow-x-auto">
        <table className="num border-separate border-spacing-0.5 text-11">
          <thead>
            <tr>
              <th className="sr-only">Person</th>
              {rows.map((row) => (
                <th key={row.id} scope="col" title={row.title} className="h-6 min-w-9 font-medium text-fg-3">
                  <span aria-hidden>{initialsOf(row.title)}</span>
                  <span className="sr-only">{row.title}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one, number) => (
              <tr key={one.id}>
                <th scope="row" className="max-w-32 truncate pr-2 text-left font-medium text-fg-2">
                  {one.title}
                </th>
                {rows.map((other, at) => {
                  const both = seconds[number]?.[at] ?? 0;
                  if (number === at) return <td key={other.id} className="rounded-1 bg-surface-2" />;
                  return (
                    <td
                      key={other.id}
                      title={`${one.title} and ${other.title}: ${secondsText(both)}`}
                      className="h-7 min-w-9 rounded-1 text-center"
                      style={{
                        background:
                          both > 0
                            ? `color-mix(in oklab, var(--accent) ${String(8 + Math.round((both / Math.max(0.001, most)) * 24))}%, var(--surface-1))`
                            : "var(--surface-2)",
                      }}
                    >
                      {both > 0 ? (both < 10 ? both.toFixed(1) : Math.round(both)) : <span className="text-fg-3">–</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-1.5 text-11 text-fg-3">Seconds in which both are seen.</p>
    </section>
  );
}

/** What the report says about itself. */
const SHARES: Partial<Record<string, string>> = { unnamed_share: "without a name", unclear_share: "not clear", bridged_share: "bridged" };

function metricWords({ name, value }: ScreenTime["metrics"][number]): string {
  const words = SHARES[name];
  return words === undefined ? name.replaceAll("_", " ") : `${percent(value)} ${words}`;
}

function Notes({ report, warnings }: { report: ScreenTime | undefined; warnings: readonly string[] }) {
  const warned = report?.metrics.filter((metric) => metric.is_warning) ?? [];
  const told = [...new Set([...warnings, ...(report?.warnings ?? [])])];
  if (warned.length === 0 && told.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes" className="mb-2 font-semibold">
        To know about these figures
      </h2>
      <ul className="space-y-2 text-12 text-fg-2">
        {told.map((text) => (
          <li key={text}>{plain(text)}</li>
        ))}
        {warned.map((metric) => (
          <li key={metric.name} className="flex items-start gap-2">
            <Badge tone="warn">{metricWords(metric)}</Badge>
            <span>{metric.advice}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
