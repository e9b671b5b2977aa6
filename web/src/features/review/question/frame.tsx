"use client";

import { useEffect, useRef } from "react";

import { useFacesAt } from "@/api/queries/review";
import { useMediaAddress } from "@/api/queries/watching";
import { clock } from "@/lib/format";

interface Props {
  video: string;
  run: string;
  at: { num: number; den: number; seconds: number };
  /** Groups or tracks whose boxes stand out. */
  meant: readonly string[];
}

/** A little after the instant: players that round down would show the frame before. */
const WITHIN_S = 0.004;

/** The picture of the film at an instant, with the faces in it. */
export function Frame({ video, run, at, meant }: Props) {
  const player = useRef<HTMLVideoElement>(null);
  const address = useMediaAddress(video);
  const faces = useFacesAt(video, run, `${String(at.num)}/${String(at.den)}`);
  const [width, height] = [faces.data?.width ?? 16, faces.data?.height ?? 9];
  useEffect(() => {
    const shown = player.current;
    if (shown !== null && shown.readyState > 0) shown.currentTime = at.seconds + WITHIN_S;
  }, [video, at.seconds]);
  return (
    <div className="relative w-full overflow-hidden rounded-3 bg-stage" style={{ aspectRatio: `${String(width)} / ${String(height)}` }}>
      <video
        ref={player}
        key={video}
        src={address ?? undefined}
        muted
        playsInline
        preload="metadata"
        tabIndex={-1}
        aria-hidden
        onLoadedMetadata={(event) => (event.currentTarget.currentTime = at.seconds + WITHIN_S)}
        className="size-full"
      />
      <svg viewBox={`0 0 ${String(width)} ${String(height)}`} className="pointer-events-none absolute inset-0 size-full" role="img" aria-label={`The film at ${clock(at.seconds)}`}>
        {faces.data?.faces.map(({ track, group, box }) => {
          const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = box;
          const isMeant = meant.includes(group ?? "") || meant.includes(track);
          return (
            <rect
              key={track}
              x={x1}
              y={y1}
              width={Math.max(0, x2 - x1)}
              height={Math.max(0, y2 - y1)}
              rx={width / 160}
              fill="none"
              stroke={isMeant ? "#8DA2FF" : "rgb(255 255 255 / .55)"}
              strokeWidth={isMeant ? 2.5 : 1.25}
              strokeDasharray={isMeant ? undefined : "4 3"}
              vectorEffect="non-scaling-stroke"
            />
          );
        })}
      </svg>
      <span className="num absolute right-2 bottom-2 rounded-1 bg-black/70 px-1.5 py-0.5 font-mono text-11 text-white">{clock(at.seconds)}</span>
    </div>
  );
}
