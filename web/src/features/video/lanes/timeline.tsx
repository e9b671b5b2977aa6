"use client";

import { ChartNoAxesGantt, List, Maximize2, X, ZoomIn, ZoomOut } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useMemo, useRef, useState } from "react";

import { useKey } from "@/lib/keys";
import { Button } from "@/ui/button";
import { Segments } from "@/ui/controls";

import { Tool } from "../player/controls";
import type { Playback } from "../player/playback";
import type { Span } from "../timeline/draw";
import type { Film } from "../timeline/model";
import { preciseClock } from "../timeline/time";
import { listen, type Wishes } from "./gestures";
import { Heads } from "./heads";
import { Hover, Pointer } from "./hover";
import { Overview } from "./overview";
import { Playhead } from "./playhead";
import { type Sprite, useStrip } from "./sprite";
import { RULER_PX, SHOTS_PX, Surface } from "./surface";

const AppearanceList = dynamic(() => import("./list"), { ssr: false });

const VIEWS = [
  { value: "lanes", label: "Lanes", icon: ChartNoAxesGantt },
  { value: "list", label: "List", icon: List },
] as const;
const CLOSER = 1.6;

interface Props {
  film: Film;
  playback: Playback;
  sprite: Sprite | undefined;
  chosen: string | null;
  onChoose: (id: string | null) => void;
  span: Span | null;
  onSpan: (span: Span | null) => void;
  marks: readonly number[];
}

/** Shots and a lane for everybody, from the whole film to single frames. */
export function Timeline({ film, playback, sprite, chosen, onChoose, span, onSpan, marks }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const heads = useRef<HTMLDivElement>(null);
  const [surface, setSurface] = useState<Surface | null>(null);
  const [pointer] = useState(() => new Pointer());
  const [view, setView] = useState<"lanes" | "list">("lanes");
  const strip = useStrip(sprite);

  const wishes: Wishes = {
    seek: (seconds) => playback.seek(seconds),
    choose: ({ row }) => onChoose(row === null || row.id === chosen ? chosen : row.id),
    span: (start, end) => onSpan(end > start ? { start, end } : null),
    scroll: (px) => heads.current?.scrollBy({ top: px }),
    hover: (hit, x, y) => pointer.at(hit === null ? null : { hit, x, y }),
  };
  const newest = useRef(wishes);
  useEffect(() => {
    newest.current = wishes;
  });

  useEffect(() => {
    if (canvas.current === null) return;
    const made = new Surface(canvas.current, film);
    const stops = [made.live(), listen(made, () => newest.current)];
    setSurface(made);
    return () => {
      for (const stop of stops) stop();
    };
  }, [film, view]);
  const extras = useMemo(() => ({ chosen, span, marks, strip }), [chosen, span, marks, strip]);
  useEffect(() => surface?.setExtras(extras), [surface, extras]);

  useKey("video.closer", () => surface?.zoom(CLOSER, surface.xOf(playback.now)));
  useKey("video.farther", () => surface?.zoom(1 / CLOSER, surface.xOf(playback.now)));
  useKey("video.whole", () => surface?.showAll());

  return (
    <section aria-label="Timeline" className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface-1">
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-2 pl-3 coarse:h-12" onMouseDown={(event) => event.preventDefault()}>
        {film.rows.length > 0 ? (
          <>
            <Segments label="Show the timeline as" value={view} onChange={setView} options={VIEWS} />
            <Legend />
          </>
        ) : (
          <span className="text-12 text-fg-3">Timeline</span>
        )}
        <span className="flex-1" />
        {span !== null && (
          <span className="num flex items-center gap-1 rounded-2 bg-accent-soft pl-2 font-mono text-11 text-accent">
            {preciseClock(span.start, 2)} to {preciseClock(span.end, 2)}
            <Button look="ghost" isIcon aria-label="Clear the span" className="h-6 w-6" onClick={() => onSpan(null)}>
              <X />
            </Button>
          </span>
        )}
        {span !== null && view === "lanes" && (
          <Button look="ghost" onClick={() => surface?.showSpan(span.start, span.end)} className="max-md:hidden">
            Show span
          </Button>
        )}
        {view === "lanes" && (
          <>
            <Tool of="video.farther" icon={ZoomOut} onClick={() => surface?.zoom(1 / CLOSER, surface.xOf(playback.now))} />
            <Tool of="video.closer" icon={ZoomIn} onClick={() => surface?.zoom(CLOSER, surface.xOf(playback.now))} />
            <Tool of="video.whole" icon={Maximize2} onClick={() => surface?.showAll()} />
          </>
        )}
      </div>
      {view === "list" ? (
        <AppearanceList film={film} chosen={chosen} onSeek={(seconds) => playback.seek(seconds)} />
      ) : (
        <div id="timeline-lanes" className="flex min-h-0 flex-1">
          <div className="flex w-(--lane-head-w) shrink-0 flex-col border-r border-line max-md:w-34 md:w-52">
            <div className="flex items-end border-b border-line px-3 pb-2 text-11 text-fg-3" style={{ height: RULER_PX + SHOTS_PX }}>
              {film.shots.length > 1 && `${film.shots.length.toLocaleString("en")} shots`}
            </div>
            <div
              ref={heads}
              className="min-h-0 flex-1 overflow-y-auto [scrollbar-width:none]"
              onScroll={(event) => surface?.scrollTo(event.currentTarget.scrollTop)}
            >
              <Heads rows={film.rows} chosen={chosen} onChoose={(id) => onChoose(id === chosen ? null : id)} />
            </div>
          </div>
          <div className="flex min-w-0 flex-1 flex-col">
            <div className="relative min-h-0 flex-1">
              <canvas
                ref={canvas}
                aria-hidden
                className="absolute inset-0 size-full cursor-crosshair touch-none"
                data-testid="timeline"
              />
              <div className="pointer-events-none absolute inset-0 overflow-hidden">
                <Playhead surface={surface} playback={playback} />
              </div>
              <Hover pointer={pointer} sprite={sprite} surface={surface} />
            </div>
            <Overview surface={surface} name="Shown part of the film" />
          </div>
        </div>
      )}
    </section>
  );
}

/** What the patterns mean. */
function Legend() {
  const swatch = "inline-block h-2.5 w-4 rounded-[2px]";
  return (
    <ul aria-label="Patterns" className="ml-3 flex items-center gap-3 text-11 text-fg-3 max-lg:hidden">
      <li className="flex items-center gap-1.5">
        <span aria-hidden className={`${swatch} bg-fg-2`} /> Clear
      </li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden className={`${swatch} bg-fg-2 opacity-50`} /> Visible
      </li>
      <li className="flex items-center gap-1.5">
        <span
          aria-hidden
          className={swatch}
          style={{ background: "repeating-linear-gradient(135deg, var(--text-2) 0 1.5px, transparent 1.5px 4px)" }}
        />
        Gap bridged
      </li>
      <li className="flex items-center gap-1.5">
        <span
          aria-hidden
          className={swatch}
          style={{ background: "repeating-linear-gradient(90deg, var(--person-unknown) 0 3px, transparent 3px 5px)" }}
        />
        No name
      </li>
    </ul>
  );
}
