"use client";

import dynamic from "next/dynamic";
import { useMemo } from "react";

import { type ClusterAnalytics, messageOf } from "@/api";
import { useAnalytics } from "@/api/queries/system";
import { amount, count } from "@/lib/format";
import { useStageNames } from "@/parts/job/stage-names";
import { secondsText } from "@/parts/job/words";
import type { Series } from "@/ui/chart/bars";
import { Failure } from "@/ui/feedback";
import { Prose } from "@/ui/prose";

import { CARD, Section, Table } from "../section";
import { Legend } from "./legend";

const Bars = dynamic(() => import("@/ui/chart/bars"), { ssr: false, loading: () => <div className="h-52" /> });

const DAYS = 30;
const DAY_MS = 86_400_000;
const ENDS: readonly Series[] = [
  { id: "succeeded", title: "Done", colour: "var(--ok)" },
  { id: "cancelled", title: "Stopped", colour: "var(--person-unknown)" },
  { id: "failed", title: "Failed", colour: "var(--err)" },
];

/** One place for each day, also for those on which nothing ended. */
function placesOf(days: ClusterAnalytics["days"]) {
  const byDay = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: DAYS }, (_, number) => {
    const at = new Date(Date.now() - (DAYS - 1 - number) * DAY_MS);
    const id = at.toISOString().slice(0, 10);
    const { succeeded = 0, cancelled = 0, failed = 0 } = byDay.get(id) ?? {};
    const title = at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
    return { id, short: title, title, values: { succeeded, cancelled, failed } };
  });
}

/** What happened in the last days, what takes the time, and what fails. */
export function Analytics() {
  const found = useAnalytics(DAYS);
  const nameOf = useStageNames();
  const places = useMemo(() => placesOf(found.data?.days ?? []), [found.data]);
  if (found.isError && found.data === undefined) {
    return (
      <Failure title="The last days cannot be shown" onRetry={() => void found.refetch()}>
        {messageOf(found.error)}
      </Failure>
    );
  }
  if (found.data === undefined) return <div aria-busy className="skeleton h-56 rounded-4" />;
  const { stages, failures, videos_in_a_week: videos } = found.data;
  const sum = (end: string) => places.reduce((all, { values }) => all + (new Map(Object.entries(values)).get(end) ?? 0), 0);
  return (
    <>
      <Section title="The last 30 days" says={`Jobs by the day (UTC) on which they ended. ${count(videos, "video")} had a job that ended well in the last 7 days.`}>
        <figure className={`${CARD} p-4`}>
          <Bars label="Jobs that ended on each of the last 30 days" places={places} series={ENDS} format={(value) => value.toLocaleString("en")} height={200} />
          <div className="mt-2">
            <Legend series={ENDS} value={(id) => sum(id).toLocaleString("en")} />
          </div>
        </figure>
      </Section>
      {failures.length > 0 && (
        <Section title="What fails" says="Of the jobs that ended in the last 30 days, by reason.">
          <ul className={`${CARD} divide-y divide-line`}>
            {failures.map((failure) => (
              <li key={failure.code} className="flex gap-4 px-4 py-2.5">
                <span className="num w-16 shrink-0 text-err">{count(failure.jobs, "job")}</span>
                <span className="min-w-0 flex-1">
                  <Prose>{failure.advice}</Prose> <span className="font-mono text-11 text-fg-3">{failure.code}</span>
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="What takes the time" says="Every stage since this home was made, the longest first. What was there already is not counted.">
        <Table label="Stages" heads={[{ name: "Stage" }, { name: "Times", isNumber: true }, { name: "Each", isNumber: true }, { name: "Together", isNumber: true }]}>
          {stages.length === 0 && (
            <tr>
              <td colSpan={4} className="text-fg-2">
                No stage was run yet.
              </td>
            </tr>
          )}
          {stages
            .toSorted((one, other) => other.seconds - one.seconds)
            .map((stage) => (
              <tr key={stage.stage} className="num">
                <td>
                  {nameOf(stage.stage)} <span className="font-mono text-11 text-fg-3">{stage.stage}</span>
                </td>
                <td className="text-right">{stage.runs.toLocaleString("en")}</td>
                <td className="text-right">{secondsText(stage.mean_s)}</td>
                <td className="text-right">{amount(stage.seconds)}</td>
              </tr>
            ))}
        </Table>
      </Section>
    </>
  );
}
