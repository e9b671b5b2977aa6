"use client";

import {
  ChevronLeft,
  ChevronRight,
  Gauge,
  Maximize,
  Pause,
  Play,
  ScanFace,
  SkipBack,
  SkipForward,
  Volume2,
  VolumeX,
} from "lucide-react";
import type { ComponentType } from "react";

import { clock } from "@/lib/format";
import { KEYS, type KeyId } from "@/lib/keys";
import { Button } from "@/ui/button";
import { Menu, MenuChoice, MenuLabel } from "@/ui/menu";

import { preciseClock } from "../timeline/time";
import { type Playback, RATES } from "./playback";
import { useShown, useTime } from "./use-playback";

// Hidden where the player is narrower than this; the buttons of touch screens are wider.
const FRAMES = "@max-[17.5rem]:hidden coarse:@max-[20rem]:hidden";
const SPEED = "@max-[21rem]:hidden coarse:@max-[23rem]:hidden";
const SHOTS = "@max-[25rem]:hidden coarse:@max-[28rem]:hidden";

interface ToolProps {
  of: KeyId;
  icon: ComponentType;
  label?: string;
  isOn?: boolean;
  className?: string;
  onClick: () => void;
}

/** A button that says its key. */
export function Tool({ of, icon: Icon, label, isOn, className = "", onClick }: ToolProps) {
  const { says, keys } = KEYS[of];
  const key = keys[0] === "Space" ? "Space" : keys[0].replace("ArrowLeft", "←").replace("ArrowRight", "→").toUpperCase();
  return (
    <Button
      look="ghost"
      isIcon
      aria-label={label ?? says}
      title={`${label ?? says}  ${key}`}
      {...(isOn === undefined ? {} : { "aria-pressed": isOn })}
      className={`aria-pressed:text-accent ${className}`}
      onClick={onClick}
    >
      <Icon />
    </Button>
  );
}

function Clock({ playback }: { playback: Playback }) {
  const rate = playback.rate.num / playback.rate.den;
  useTime(playback, 1 / rate);
  return (
    <span className="num shrink-0 px-1.5 font-mono text-12 whitespace-nowrap text-fg-2 coarse:text-11">
      <span className="text-fg">{preciseClock(playback.now)}</span>
      <span className="@max-[34.5rem]:hidden"> / {clock(playback.duration)}</span>
      <span className="pl-2.5 text-fg-3 @max-[42rem]:hidden">frame {playback.frame.toLocaleString("en")}</span>
    </span>
  );
}

interface Props {
  playback: Playback;
  hasBoxes: boolean;
  isBoxed: boolean;
  onBoxed: () => void;
  onShot: (direction: 1 | -1) => void;
  onFullscreen: () => void;
  hasAudio: boolean;
}

export function Controls({ playback, hasBoxes, isBoxed, onBoxed, onShot, onFullscreen, hasAudio }: Props) {
  const { isPlaying, isMuted, speed } = useShown(playback);
  return (
    <div
      role="group"
      aria-label="Player"
      // The keys of the page go on working after a click.
      onMouseDown={(event) => event.preventDefault()}
      // What is less needed goes first where the player is narrow; to play, the time and the full screen always fit.
      className="@container flex h-10 shrink-0 items-center gap-0.5 border-t border-line bg-bg px-2 coarse:h-12"
    >
      <Tool of="video.lastShot" icon={SkipBack} className={SHOTS} onClick={() => onShot(-1)} />
      <Tool of="video.lastFrame" icon={ChevronLeft} className={FRAMES} onClick={() => playback.step(-1)} />
      <Tool
        of="video.play"
        icon={isPlaying ? Pause : Play}
        label={isPlaying ? "Pause" : "Play"}
        className="text-fg [&_svg]:fill-current"
        onClick={() => playback.toggle()}
      />
      <Tool of="video.nextFrame" icon={ChevronRight} className={FRAMES} onClick={() => playback.step(1)} />
      <Tool of="video.nextShot" icon={SkipForward} className={SHOTS} onClick={() => onShot(1)} />
      <Clock playback={playback} />
      <span className="flex-1" />
      <Menu
        trigger={
          <Button look="ghost" aria-label={`Speed ${String(speed)} times`} className={`num @max-[34.5rem]:px-1.5 ${SPEED}`}>
            <Gauge className="@max-[34.5rem]:hidden" /> {speed}×
          </Button>
        }
      >
        <MenuLabel>Speed</MenuLabel>
        <MenuChoice
          value={String(speed)}
          onChange={(value) => playback.setSpeed(Number(value))}
          choices={RATES.map((rate) => ({ value: String(rate), label: `${String(rate)}×` }))}
        />
      </Menu>
      {hasBoxes && <Tool of="video.boxes" icon={ScanFace} isOn={isBoxed} onClick={onBoxed} />}
      {hasAudio && (
        <Tool
          of="video.mute"
          icon={isMuted ? VolumeX : Volume2}
          label={isMuted ? "Sound on" : "Sound off"}
          onClick={() => playback.setMuted(!isMuted)}
        />
      )}
      {document.fullscreenEnabled && <Tool of="video.fullscreen" icon={Maximize} onClick={onFullscreen} />}
    </div>
  );
}
