"use client";

import dynamic from "next/dynamic";

import { messageOf } from "@/api";
import { amount, bytes, count } from "@/lib/format";
import { Failure } from "@/ui/feedback";

import { CARD, Figure, Figures, Section, Table } from "../section";
import { Analytics } from "./analytics";
import { agoText, KEPT_MS, loadAt, queuesOf, type Sample } from "./figures";
import { Legend } from "./legend";

const Lines = dynamic(() => import("@/ui/chart/lines"), { ssr: false, loading: () => <div className="h-44" /> });

const SHORTEST_MS = 2 * 60_000;
const COLOURS = ["var(--person-1)", "var(--person-2)", "var(--person-4)", "var(--person-5)", "var(--person-3)"];
const NAMES: Record<string, string> = { media: "Films", vision: "Faces", audio: "Sound" };

function queueName(queue: string): string {
  return NAMES[queue] ?? queue.charAt(0).toUpperCase() + queue.slice(1);
}

/** What waits and what works, now and in the last minutes. */
export function QueuesTab({ samples, error, onRetry }: { samples: readonly Sample[]; error: Error | null; onRetry: () => void }) {
  const now = samples.at(-1);
  if (now === undefined) {
    return error === null ? (
      <div aria-busy className="skeleton h-64 rounded-4" />
    ) : (
      <Failure title="The figures cannot be shown" onRetry={onRetry}>
        {messageOf(error)}
      </Failure>
    );
  }
  const queues = queuesOf(samples);
  const sum = (values: Readonly<Record<string, number>>) => Object.values(values).reduce((all, one) => all + one, 0);
  return (
    <>
      <Figures>
        <Figure name="Jobs working" value={String(now.jobs.running ?? 0)} more={`${count(now.jobs.queued ?? 0, "job")} waiting`} />
        <Figure name="Parts working" value={String(sum(now.running))} more={`${count(sum(now.waiting), "part")} could begin`} />
        <Figure name="Oldest waiting part" value={sum(now.waiting) === 0 ? "–" : amount(Math.max(0, ...Object.values(now.oldest)))} more="Since first planned" />
        <Figure name="Server memory" value={bytes(now.memoryBytes)} more={`Up for ${amount(now.uptimeS)}`} />
      </Figures>
      <Recent samples={samples} queues={queues} />
      <Section title="Queues" says="A job is cut into parts. Each kind of part has its queue, and workers take the most urgent one first.">
        <Table label="Queues" heads={[{ name: "Queue" }, { name: "Waiting", isNumber: true }, { name: "Working", isNumber: true }, { name: "Age of the oldest", isNumber: true }]}>
          {queues.length === 0 && (
            <tr>
              <td colSpan={4} className="text-fg-2">
                Nothing was queued since this home was made.
              </td>
            </tr>
          )}
          {queues.map((queue) => (
            <tr key={queue} className="num">
              <td>
                {queueName(queue)} <span className="font-mono text-11 text-fg-3">{queue}</span>
              </td>
              <td className="text-right">{now.waiting[queue] ?? 0}</td>
              <td className="text-right">{now.running[queue] ?? 0}</td>
              <td className="text-right">{(now.waiting[queue] ?? 0) > 0 ? amount(now.oldest[queue] ?? 0) : "–"}</td>
            </tr>
          ))}
        </Table>
      </Section>
      <Analytics />
    </>
  );
}

/** Where a chart will be. */
function None({ children }: { children: string }) {
  return <p className="grid h-44 place-items-center px-4 text-center text-12 text-fg-3">{children}</p>;
}

function Recent({ samples, queues }: { samples: readonly Sample[]; queues: readonly string[] }) {
  const end = samples.at(-1)?.at ?? 0;
  const begin = Math.max(end - KEPT_MS, Math.min(samples[0]?.at ?? end, end - SHORTEST_MS));
  const span = [begin, end] as const;
  const time = (at: number) => agoText(at, end);
  const working = queues.map((queue, number) => ({ id: `w ${queue}`, title: `${queueName(queue)}, working`, colour: COLOURS[number % COLOURS.length] ?? "" }));
  const waiting = queues.map((queue, number) => ({ id: `q ${queue}`, title: `${queueName(queue)}, waiting`, colour: COLOURS[number % COLOURS.length] ?? "", dashes: "4 3" }));
  const parts = [...working, ...waiting];
  const points = samples.map((sample) => ({
    at: sample.at,
    values: Object.fromEntries(queues.flatMap((queue) => [[`w ${queue}`, sample.running[queue] ?? 0], [`q ${queue}`, sample.waiting[queue] ?? 0]])),
  }));
  const server = [{ id: "load", title: "Processor of the server", colour: "var(--person-5)" }];
  const loads = samples.map((sample, index) => ({ at: sample.at, values: { load: loadAt(samples, index) } }));
  const last = points.at(-1);
  const cores = (value: number) => value.toFixed(value < 10 ? 2 : 0);
  return (
    <Section
      title="The last minutes"
      says={`Gathered every 5 s since this page was opened (${count(samples.length, "time")} so far), and kept for 15 min; nothing is known of before. For longer times let Prometheus read /metrics.`}
    >
      <div className="grid gap-3 lg:grid-cols-2">
        <figure className={`${CARD} min-w-0 p-4`}>
          <figcaption className="mb-2 font-medium">Parts of jobs</figcaption>
          {queues.length === 0 ? (
            <None>No part of a job was queued yet.</None>
          ) : (
            <Lines label="Parts of jobs that wait and work, over the last minutes" points={points} series={parts} span={span} time={time} format={String} height={176} least={2} isWhole />
          )}
          <Legend series={parts} value={(id) => String(last?.values[id] ?? 0)} />
        </figure>
        <figure className={`${CARD} min-w-0 p-4`}>
          <figcaption className="mb-2 font-medium">Processor cores that the server itself uses</figcaption>
          {loads.length < 2 ? (
            <None>It takes two looks to tell; the next one comes within 5 s.</None>
          ) : (
            <Lines label="Processor cores that the server uses, over the last minutes" points={loads} series={server} span={span} time={time} format={cores} height={176} least={1} />
          )}
          <Legend series={server} value={() => cores(loadAt(samples, samples.length - 1) ?? 0)} />
        </figure>
      </div>
    </Section>
  );
}
