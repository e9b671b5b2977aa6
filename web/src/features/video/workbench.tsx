"use client";

import { FileOutput, History, ListChecks, Users } from "lucide-react";
import { type CSSProperties, useEffect, useMemo, useState } from "react";

import type { Question, Status, Video } from "@/api";
import { useSprite } from "@/api/queries/watching";
import type { VideoPlace, VideoTab } from "@/lib/applications";
import { useChoice } from "@/lib/choice";
import { useKey } from "@/lib/keys";
import type { UrlState } from "@/lib/url-state";
import { type Tab, Tabs } from "@/ui/tabs";

import { ExportsTab } from "./exports/exports-tab";
import { Timeline } from "./lanes/timeline";
import { toggled, useMarks } from "./marks";
import { NoRun } from "./no-run";
import { PeopleTab } from "./people/people-tab";
import { Playback } from "./player/playback";
import { Player } from "./player/player";
import { ReviewTab } from "./review-tab";
import { RunsTab } from "./runs/runs-tab";
import { Split } from "./split";
import type { Span } from "./timeline/draw";
import type { Film } from "./timeline/model";
import { neighbour } from "./timeline/snap";
import { fraction } from "./timeline/time";
import { secondsIn, useAddress, useFilm, usePeopleKeys } from "./use-film";

interface Props {
  video: Video;
  status: Status | undefined;
  applications: readonly VideoTab[];
  url: UrlState;
}

const FRAME_RATE = { num: 25, den: 1 };

export function Workbench({ video, status, applications, url }: Props) {
  const run = url.query.get("run") ?? status?.run ?? null;
  const rate = useMemo(() => (video.frame_rate === null ? FRAME_RATE : fraction(video.frame_rate)), [video.frame_rate]);
  const [playback] = useState(() => new Playback(video.duration_s ?? 0, rate, secondsIn(url.query.get("t")) ?? 0));
  const isBare = run === null && status !== undefined;
  const bare = useMemo<Film>(
    () => ({ duration: video.duration_s ?? 0, rate: rate.num / rate.den, shots: Float64Array.of(0), rows: [] }),
    [video.duration_s, rate],
  );
  const { film, timeline, report, stillAt } = useFilm(video, run, rate.num / rate.den);
  const sprite = useSprite(video.id, run);
  const [marks, setMarks] = useMarks(video.id);
  const [panel, setPanel] = useChoice("video.panel", "400");
  const [lanes, setLanes] = useChoice("video.timeline", "300");
  const chosen = url.query.get("who");
  const [start, end] = [secondsIn(url.query.get("in")), secondsIn(url.query.get("out"))];
  const span = useMemo<Span | null>(() => (start !== null && end !== null && end > start ? { start, end } : null), [start, end]);
  useAddress(playback, url);
  useEffect(() => playback.setLoop(span), [playback, span]);

  const choose = (id: string | null) => url.set({ who: id });
  const setSpan = (next: Span | null) =>
    url.set({ in: next === null ? null : next.start.toFixed(3), out: next === null ? null : next.end.toFixed(3) });
  const step = rate.den / rate.num;
  const toShot = (direction: 1 | -1) => {
    const next = neighbour(film?.shots ?? Float64Array.of(0), playback.now, direction, step / 2);
    if (next !== null) playback.seek(next);
  };
  usePeopleKeys(film, chosen, choose, playback, step);
  useKey("video.in", () => setSpan({ start: playback.now, end: span !== null && span.end > playback.now ? span.end : playback.duration }));
  useKey("video.out", () => setSpan({ start: span !== null && span.start < playback.now ? span.start : 0, end: playback.now + step }));
  useKey("video.mark", () => setMarks(toggled(marks, playback.now, step / 2)));
  useKey("close", () => (span === null ? choose(null) : setSpan(null)));

  const colours = useMemo(
    () => new Map(film?.rows.flatMap((row) => (row.person === null ? [] : [[row.person, row.colour] as const]))),
    [film],
  );
  const place: VideoPlace = {
    video: video.id,
    run,
    seek: (seconds) => playback.seek(seconds),
    now: () => playback.now,
    chosen,
    choose,
  };
  const showQuestion = ({ at, sides }: Question) => {
    playback.seek(at.seconds);
    const row = film?.rows.find(({ title }) => sides.some(({ label }) => label === title));
    if (row !== undefined) choose(row.id);
  };
  const nothing = <NoRun video={video} status={status} error={timeline.error} onRetry={() => void timeline.refetch()} run={run} />;
  const tabs: Tab[] = [
    {
      id: "people",
      title: "People",
      icon: Users,
      panel:
        film === null ? (
          nothing
        ) : (
          <PeopleTab film={film} report={report} warnings={video.warnings} chosen={chosen} onChoose={choose} onSeek={place.seek} span={span} />
        ),
    },
    { id: "review", title: "Review", icon: ListChecks, number: status?.questions ?? null, panel: <ReviewTab video={video.id} status={status} onShow={showQuestion} /> },
    { id: "runs", title: "Runs", icon: History, panel: <RunsTab video={video.id} /> },
    {
      id: "exports",
      title: "Exports",
      icon: FileOutput,
      panel: <ExportsTab video={video.id} run={run} rows={film?.rows ?? []} chosen={chosen} />,
    },
    ...applications.map(({ id, title, icon, Panel }): Tab => ({ id, title, icon, panel: <Panel {...place} /> })),
  ];
  const tab = tabs.find(({ id }) => id === url.query.get("tab"))?.id ?? "people";

  return (
    <div
      className="flex min-h-0 flex-1 flex-col max-md:overflow-y-auto"
      style={{ "--panel": `${panel}px`, "--lanes": isBare ? "118px" : `${lanes}px` } as CSSProperties}
    >
      <div className="flex min-h-0 flex-1 max-md:contents">
        <Player
          video={video}
          run={run}
          playback={playback}
          colours={colours}
          chosen={chosen}
          onChoose={(id) => choose(id === chosen ? null : id)}
          onShot={toShot}
          stillAt={stillAt}
        />
        <div className="contents max-md:hidden">
          <Split label="Width of the panel" orientation="vertical" value={Number(panel)} least={300} most={720} onChange={(px) => setPanel(String(px))} />
        </div>
        <aside aria-label="About this film" className="flex w-(--panel) max-w-[60%] shrink-0 flex-col max-md:order-3 max-md:w-full max-md:max-w-none">
          <Tabs label="About this film" tabs={tabs} value={tab} onChange={(id) => url.set({ tab: id === "people" ? null : id })} />
        </aside>
      </div>
      <div className="contents max-md:hidden">
        <Split label="Height of the timeline" orientation="horizontal" value={Number(lanes)} least={140} most={620} onChange={(px) => setLanes(String(px))} />
      </div>
      <div className="flex h-(--lanes) max-h-[60%] min-h-28 shrink-0 max-md:order-2 max-md:h-72 max-md:max-h-none">
        {film === null && !isBare ? (
          <div aria-busy className="flex-1 bg-surface-1" />
        ) : (
          <Timeline
            film={film ?? bare}
            playback={playback}
            sprite={sprite.data}
            chosen={chosen}
            onChoose={choose}
            span={span}
            onSpan={setSpan}
            marks={marks}
          />
        )}
      </div>
    </div>
  );
}
