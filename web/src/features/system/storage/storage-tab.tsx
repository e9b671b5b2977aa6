"use client";

import { HardDrive } from "lucide-react";
import Link from "next/link";

import { messageOf, type ServerSetting } from "@/api";
import { useHealth, useModels, useSettings } from "@/api/queries/system";
import { useVideos } from "@/api/queries/videos";
import { bytes, clock, count } from "@/lib/format";
import { titleOf } from "@/lib/titles";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

import { Command } from "../command";
import { useIsAdmin } from "../only-for";
import { CARD, Figure, Figures, Section, Table } from "../section";

const LARGEST = 12;
const MB = 2 ** 20;

/** Limits are set in MB of 1,024 kB. */
function limitText(mb: number): string {
  return mb >= 1024 ? `${String(Math.round((mb / 1024) * 10) / 10)} GB` : `${String(mb)} MB`;
}

function numberIn(settings: readonly ServerSetting[] | undefined, name: string): number | null {
  const value = settings?.find((setting) => setting.name === name)?.value;
  return typeof value === "number" ? value : null;
}

/** What takes room, how much may be taken, and how to give some back. */
export function StorageTab() {
  const isAdmin = useIsAdmin();
  const found = useVideos({ q: "", show: null });
  const models = useModels();
  const health = useHealth();
  const settings = useSettings(isAdmin).data;
  if (found.isError && found.videos === undefined) {
    return (
      <Failure title="Storage cannot be shown" onRetry={() => void found.refetch()}>
        {messageOf(found.error)}
      </Failure>
    );
  }
  if (found.videos === undefined) return <div aria-busy className="skeleton h-64 rounded-4" />;
  const videos = found.videos.toSorted((one, other) => other.size_bytes - one.size_bytes);
  const used = videos.reduce((sum, video) => sum + video.size_bytes, 0);
  const here = models.data?.filter((model) => model.is_present) ?? [];
  const quotaMb = numberIn(settings, "TELECINE_UPLOADS__QUOTA_MB");
  const isWell = health.data === undefined ? null : health.data.storage !== "error";
  return (
    <>
      <Figures>
        <Figure name="Videos" value={bytes(used)} more={`${count(videos.length, "video")}${found.hasNextPage ? " so far" : ""}`} />
        <Figure name="Models" value={bytes(here.reduce((sum, model) => sum + model.size_bytes, 0))} more={`${count(here.length, "model")} fetched`} />
        <Figure
          name="Disk"
          value={isWell === null ? "–" : isWell ? "Has room" : "Almost full"}
          tone={isWell === null ? "text-fg-3" : isWell ? "text-ok" : "text-err"}
          more={health.data?.details.storage.why ?? "More than is kept free"}
        />
      </Figures>
      <Limits quotaMb={quotaMb} used={used} settings={settings} isAdmin={isAdmin} />
      <Section title="Largest videos" says="As they were taken in. What analyses made of them comes on top, and is removed by itself when nothing used it for long.">
        {videos.length === 0 ? (
          <Empty icon={HardDrive} title="Nothing takes room yet">
            <p>Videos that are added are listed here by their size.</p>
          </Empty>
        ) : (
          <Table label="Largest videos" heads={[{ name: "Video" }, { name: "Length", isNumber: true }, { name: "Size", isNumber: true }, { name: "Of all", isNumber: true }]}>
            {videos.slice(0, LARGEST).map((video) => (
              <tr key={video.id} className="num">
                <td className="max-w-72 truncate">
                  <Link href={`/video/?id=${video.id}`} prefetch={false} className="hover:underline" title={video.name}>
                    {titleOf(video)}
                  </Link>
                </td>
                <td className="text-right">{video.duration_s === null ? "–" : clock(video.duration_s)}</td>
                <td className="text-right">{bytes(video.size_bytes)}</td>
                <td className="text-right">{used === 0 ? "–" : `${String(Math.round((video.size_bytes / used) * 100))} %`}</td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="Give room back" says="On the machine of the server. Videos, people, their photographs and decisions always stay.">
        <ul className={`${CARD} divide-y divide-line`}>
          {[
            ["telecine doctor", "How much is free on the disk, and whether it is enough. This page is not told."],
            ["telecine clean --dry-run", "What would go: ended jobs and results that nothing used for long."],
            ["telecine clean", "Let it go. What was removed is made anew when it is wanted."],
          ].map(([command = "", says]) => (
            <li key={command} className="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
              <span className="min-w-64 flex-1 text-fg-2">{says}</span>
              <Command>{command}</Command>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

interface LimitsProps {
  quotaMb: number | null;
  used: number;
  settings: readonly ServerSetting[] | undefined;
  isAdmin: boolean;
}

function Limits({ quotaMb, used, settings, isAdmin }: LimitsProps) {
  const days = (name: string) => {
    const number = numberIn(settings, name);
    return number === null ? "–" : count(number, "day");
  };
  if (!isAdmin) {
    return (
      <Section title="Limits">
        <p className="text-fg-2">How much may be taken in, and for how long things are kept, is shown to administrators.</p>
      </Section>
    );
  }
  if (settings === undefined) return <div aria-busy className="skeleton mb-8 h-28 rounded-4" />;
  const most = numberIn(settings, "TELECINE_UPLOADS__MOST_MB");
  const floor = numberIn(settings, "TELECINE_STORE__FREE_FLOOR_MB");
  return (
    <Section title="Limits" says="They are set where the server is started; see Settings.">
      <div className={`${CARD} space-y-3 p-4`}>
        {quotaMb === null ? (
          <p className="text-fg-2">All videos together may take as much as the disk has, but for {limitText(floor ?? 0)} that are kept free.</p>
        ) : (
          <>
            <p className="num">
              {bytes(used)} of {limitText(quotaMb)} that all videos together may take
            </p>
            <Bar value={used / (quotaMb * MB)} label="Part of the quota that is taken" tone={used / (quotaMb * MB) > 0.9 ? "err" : "accent"} />
          </>
        )}
        <dl className="num grid gap-x-8 gap-y-1 text-12 sm:grid-cols-3">
          {[
            ["Largest video", most === null ? "–" : limitText(most)],
            ["Ended jobs are kept", days("TELECINE_RETENTION__JOB_DAYS")],
            ["Unused results are kept", days("TELECINE_RETENTION__ARTIFACT_DAYS")],
          ].map(([name, value]) => (
            <div key={name} className="flex justify-between gap-3 sm:block">
              <dt className="text-fg-3">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Section>
  );
}
