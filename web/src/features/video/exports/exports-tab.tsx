"use client";

import { CircleAlert, FileOutput, LoaderCircle } from "lucide-react";
import { useMemo, useState } from "react";

import { type Job, messageOf, useLiveJob } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useExport, useRuns } from "@/api/queries/runs";
import { count, percent } from "@/lib/format";
import { Files } from "@/parts/job/files";
import { Button } from "@/ui/button";
import { Bar, Toggle } from "@/ui/controls";
import { Empty } from "@/ui/feedback";
import { complain, say } from "@/ui/toast";

import type { Row } from "../timeline/model";

interface Words {
  title: string;
  says: string;
}

const WORDS: Record<string, Words> = {
  vtt: { title: "Names as subtitles", says: "WebVTT with who is on screen" },
  timeline: { title: "Seconds as a table", says: "CSV and JSON: the seconds of everybody in every ten" },
  otio: { title: "OpenTimelineIO", says: "A cut of each person for editing programs" },
  edl: { title: "EDL", says: "CMX 3600 lists of each person's appearances" },
  coco: { title: "Boxes, COCO", says: "For training and checking detectors" },
  mot: { title: "Boxes, MOT", says: "For measuring trackers" },
  clips: { title: "Clips", says: "Short films of each person's appearances" },
  overlay: { title: "Film with names", says: "The whole film with boxes drawn in" },
  pdf: { title: "Report", says: "PDF for printing and sharing" },
};

interface Props {
  video: string;
  run: string | null;
  rows: readonly Row[];
  chosen: string | null;
}

export function ExportsTab({ video, run, rows, chosen }: Props) {
  const applications = useApplications();
  const runs = useRuns(video);
  const ask = useExport(video);
  const [picked, pick] = useState<readonly string[]>([]);
  const [isOne, setOne] = useState(false);
  const [withUnknown, setUnknown] = useState(false);
  const formats = useMemo(() => applications.data?.flatMap((app) => app.formats) ?? [], [applications.data]);
  const made = runs.data?.filter((job) => job.exports.length > 0) ?? [];
  const person = rows.find((row) => row.id === chosen && !row.isUnknown);
  if (run === null) {
    return (
      <Empty icon={FileOutput} title="Nothing to export yet">
        <p>Exports are made from a finished run. Analyse this film first.</p>
      </Empty>
    );
  }
  const make = () =>
    ask.mutate(
      { formats: [...picked], people: isOne && person !== undefined ? [person.title] : [], withUnknown },
      {
        onSuccess: () => {
          say("The files are being made.");
          pick([]);
        },
        onError: (error) => complain("No files are made", messageOf(error)),
      },
    );
  return (
    <div className="space-y-5 p-4">
      <section aria-label="New export">
        <h2 className="mb-2 font-semibold">Make files</h2>
        {applications.isPending && <div aria-busy className="skeleton h-60 rounded-3" />}
        <ul className="grid grid-cols-1 gap-px overflow-hidden rounded-3 border border-line">
          {formats.map(({ format }) => {
            const words = WORDS[format] ?? { title: format.toUpperCase(), says: "" };
            return (
              <li key={format}>
                <label className="flex min-h-11 cursor-pointer items-center gap-3 px-3 py-1.5 hover:bg-hover">
                  <input
                    type="checkbox"
                    className="size-4 shrink-0 accent-(--accent-solid)"
                    checked={picked.includes(format)}
                    onChange={(event) => pick(event.target.checked ? [...picked, format] : picked.filter((one) => one !== format))}
                  />
                  <span className="min-w-0">
                    <span className="block font-medium">{words.title}</span>
                    <span className="block text-12 text-fg-3">{words.says}</span>
                  </span>
                </label>
              </li>
            );
          })}
        </ul>
        <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-2 border-b border-line bg-bg px-4 py-3">
          {person !== undefined && (
            <Toggle isOn={isOne} onChange={setOne}>
              Only {person.title}
            </Toggle>
          )}
          <Toggle isOn={withUnknown} onChange={setUnknown}>
            People without a name too
          </Toggle>
          <span className="flex-1" />
          <Button look="primary" disabled={picked.length === 0 || ask.isPending} onClick={make}>
            {picked.length === 0 ? "Choose a form" : `Make ${count(picked.length, "export")}`}
          </Button>
        </div>
      </section>
      {made.length > 0 && (
        <section aria-label="Made before">
          <h2 className="mb-2 font-semibold">Files</h2>
          <ul className="space-y-2">
            {made.map((job) => (
              <li key={job.id} className="rounded-3 border border-line p-3">
                <Made job={job} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Made({ job }: { job: Job }) {
  const live = useLiveJob(job.id);
  const isDone = job.state === "succeeded";
  const title = job.exports.map((format) => WORDS[format]?.title ?? format).join(", ");
  return (
    <>
      <p className="mb-1 flex items-center gap-2 font-medium">
        {job.state === "running" && <LoaderCircle aria-hidden className="size-4 animate-spin text-accent" />}
        {job.state === "failed" && <CircleAlert aria-hidden className="size-4 text-err" />}
        {title}
      </p>
      {(job.state === "queued" || job.state === "running") && (
        <>
          <Bar value={live?.progress ?? job.progress} label={`Progress of ${title}`} />
          <p className="num mt-1 text-12 text-fg-3">{job.state === "queued" ? "Waiting for its turn" : percent(live?.progress ?? job.progress)}</p>
        </>
      )}
      {job.state === "failed" && <p className="text-12 text-fg-2">{job.error?.message ?? "It failed."} Its run says what to do.</p>}
      {job.state === "cancelled" && <p className="text-12 text-fg-2">It was stopped.</p>}
      {isDone && <Files job={job.id} />}
    </>
  );
}
