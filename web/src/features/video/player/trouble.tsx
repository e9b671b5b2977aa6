"use client";

import { Film, RotateCw } from "lucide-react";

import type { Video } from "@/api";
import { Button } from "@/ui/button";
import { usePictureAddress } from "@/ui/picture";

import type { Playback, Trouble as Kind } from "./playback";
import { useTime } from "./use-playback";

interface Props {
  kind: Exclude<Kind, null>;
  video: Video;
  playback: Playback;
  stillAt: (seconds: number) => string | null;
  onAgain: () => void;
}

/** The film cannot be played here; the pictures of its shots can be looked at all the same. */
export function Trouble({ kind, video, playback, stillAt, onAgain }: Props) {
  const still = usePictureAddress(stillAt(useTime(playback, 0.5)));
  return (
    <div className="absolute inset-0 grid place-items-center bg-stage">
      {still !== null && <img src={still} alt="" className="absolute inset-0 size-full object-contain" />}
      <div role="alert" className="relative flex max-w-sm items-start gap-3 rounded-4 bg-black/80 p-4 text-white">
        <Film aria-hidden className="mt-0.5 size-4 shrink-0" />
        <div>
          <p>
            {kind === "unplayable"
              ? `This browser cannot play ${video.codec?.toUpperCase() ?? "this file"}. The timeline goes on with pictures of the shots.`
              : "The film cannot be loaded from the server just now."}
          </p>
          {kind === "unreachable" && (
            <Button
              className="mt-3"
              onClick={(event) => {
                event.stopPropagation();
                onAgain();
              }}
            >
              <RotateCw aria-hidden /> Try again
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
