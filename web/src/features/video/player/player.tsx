"use client";

import { useCallback, useEffect, useRef } from "react";

import type { Video } from "@/api";
import { FACES_SPAN_S, useFacesAround, useMediaAddress } from "@/api/queries/watching";
import { useChoice } from "@/lib/choice";
import { useKey } from "@/lib/keys";
import { usePictureAddress } from "@/ui/picture";

import type { Face } from "./boxes";
import { Controls } from "./controls";
import { BoxesOverlay, type Placing } from "./overlay";
import type { Playback } from "./playback";
import { Trouble } from "./trouble";
import { useKept, useSeen, useShown, useTime } from "./use-playback";

interface Props {
  video: Video;
  run: string | null;
  playback: Playback;
  colours: ReadonlyMap<string, string>;
  chosen: string | null;
  onChoose: (id: string) => void;
  onShot: (direction: 1 | -1) => void;
  /** A picture of an instant, for films that the browser cannot play. */
  stillAt: (seconds: number) => string | null;
}

function useKeys(playback: Playback, onShot: Props["onShot"], onBoxed: () => void, onFullscreen: () => void): void {
  useKey("video.play", () => playback.toggle());
  useKey("video.forward", () => playback.shuttle(1));
  useKey("video.backward", () => playback.shuttle(-1));
  useKey("video.stop", () => playback.pause());
  useKey("video.nextFrame", () => playback.step(1));
  useKey("video.lastFrame", () => playback.step(-1));
  useKey("video.nextShot", () => onShot(1));
  useKey("video.lastShot", () => onShot(-1));
  useKey("video.mute", () => playback.setMuted(!playback.shown.isMuted));
  useKey("video.boxes", onBoxed);
  useKey("video.fullscreen", onFullscreen);
}

/** The picture, who is on it, and what moves it. */
export function Player({ video, run, playback, colours, chosen, onChoose, onShot, stillAt }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLVideoElement>(null);
  const drawn = useRef<{ faces: readonly Face[]; placing: Placing | null }>({ faces: [], placing: null });
  const [boxed, setBoxed] = useChoice("boxes", "on");
  const isBoxed = boxed === "on";
  const found = useMediaAddress(video.id);
  const address = useSeen() ? found : null;
  const poster = usePictureAddress(run === null ? null : `/videos/${video.id}/poster.jpg`);
  const { isReady, trouble } = useShown(playback);
  const part = Math.floor(useTime(playback, FACES_SPAN_S / 4) / FACES_SPAN_S);
  const answers = useFacesAround(video.id, isBoxed ? run : null, part, playback.duration);
  const key = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const faces = useKept(answers.flatMap(({ data }) => (data === undefined ? [] : [data])), `${String(part)} ${key}`);
  const onDrawn = useCallback((shown: readonly Face[], placing: Placing | null) => {
    drawn.current = { faces: shown, placing };
  }, []);
  const onBoxed = () => setBoxed(isBoxed ? "off" : "on");
  const onFullscreen = () => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void frame.current?.requestFullscreen();
  };
  useKeys(playback, onShot, onBoxed, onFullscreen);
  useEffect(() => (element.current === null ? undefined : playback.attach(element.current)), [playback, address]);

  const clicked = (event: React.MouseEvent<HTMLElement>) => {
    const { faces: shown, placing } = drawn.current;
    const stage = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - stage.left, event.clientY - stage.top];
    const found = shown.find(({ box }) => {
      if (placing === null) return false;
      const [left, top] = [(x - placing.x) / placing.scale, (y - placing.y) / placing.scale];
      return left >= box[0] && left <= box[2] && top >= box[1] && top <= box[3];
    });
    if (found === undefined) playback.toggle();
    else onChoose(found.person ?? found.label ?? "");
  };

  return (
    <div ref={frame} className="flex min-h-0 min-w-0 flex-1 flex-col bg-stage max-md:order-1 max-md:flex-none [@media(min-height:600px)]:max-md:sticky [@media(min-height:600px)]:max-md:top-0 [@media(min-height:600px)]:max-md:z-(--z-sticky)">
      {/* Everything that a click does here, keys do too. Small windows have room left for what lies below, until it fills the screen. */}
      <div
        className="relative min-h-0 flex-1 overflow-hidden max-md:aspect-video max-md:max-h-[40dvh] max-md:w-full max-md:flex-none [:fullscreen>&]:aspect-auto [:fullscreen>&]:max-h-none [:fullscreen>&]:flex-1"
        onClick={clicked}
      >
        {address !== null && (
          <video
            ref={element}
            src={address}
            // It is of another instant: boxes of this one would lie beside the faces.
            poster={isReady ? undefined : (poster ?? undefined)}
            // With a poster, browsers that load "metadata" decode no first picture, which says where the clock begins.
            preload="auto"
            playsInline
            disablePictureInPicture
            aria-label={video.name}
            className="size-full object-contain"
          />
        )}
        {trouble !== null && <Trouble kind={trouble} stillAt={stillAt} playback={playback} video={video} onAgain={() => element.current?.load()} />}
        {!isReady && trouble === null && (
          <span role="status" className="absolute right-3 bottom-3 rounded-2 bg-black/70 px-2 py-1 text-12 text-white">
            Opening the film
          </span>
        )}
        <BoxesOverlay playback={playback} faces={faces} colours={colours} chosen={chosen} isOn={isBoxed && (isReady || trouble !== null)} onDrawn={onDrawn} />
      </div>
      <Controls
        playback={playback}
        hasBoxes={run !== null}
        isBoxed={isBoxed}
        onBoxed={onBoxed}
        onShot={onShot}
        onFullscreen={onFullscreen}
        hasAudio={video.has_audio}
      />
    </div>
  );
}
