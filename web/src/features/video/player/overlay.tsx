"use client";

import { useEffect, useRef } from "react";

import type { FacesShown } from "@/api";

import { type Face, facesAt } from "./boxes";
import type { Playback } from "./playback";

export interface Overlay {
  faces: readonly FacesShown[];
  colours: ReadonlyMap<string, string>;
  chosen: string | null;
}

interface Props extends Overlay {
  playback: Playback;
  isOn: boolean;
  /** Told who is drawn, for clicks on the picture. */
  onDrawn: (faces: readonly Face[], scale: Placing | null) => void;
}

/** Where the picture is within its stage. */
export interface Placing {
  x: number;
  y: number;
  scale: number;
}

const TAG = 18;

export function placingOf(stage: { width: number; height: number }, film: { width: number; height: number }): Placing {
  const scale = Math.min(stage.width / film.width, stage.height / film.height);
  return { x: (stage.width - film.width * scale) / 2, y: (stage.height - film.height * scale) / 2, scale };
}

function drawFace(context: CanvasRenderingContext2D, face: Face, placing: Placing, colour: string, ink: string, isChosen: boolean): void {
  const [x1, y1, x2, y2] = face.box;
  const [x, y] = [placing.x + x1 * placing.scale, placing.y + y1 * placing.scale];
  const [width, height] = [(x2 - x1) * placing.scale, (y2 - y1) * placing.scale];
  context.lineWidth = isChosen ? 3 : 2;
  context.setLineDash(face.person === null ? [5, 4] : []);
  // Colours of the light theme are dark, and so are pictures.
  context.strokeStyle = document.documentElement.dataset.theme === "light" ? "rgb(255 255 255 / .9)" : "rgb(0 0 0 / .55)";
  context.beginPath();
  context.roundRect(x - 1.5, y - 1.5, width + 3, height + 3, 5);
  context.stroke();
  context.strokeStyle = colour;
  context.beginPath();
  context.roundRect(x, y, width, height, 4);
  context.stroke();
  context.setLineDash([]);
  const name = face.label ?? "Unknown";
  const wide = context.measureText(name).width + 12;
  // Where there is no room above, the name goes inside.
  const top = y - TAG - 3 < placing.y ? y + 3 : y - TAG - 3;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x - 1, top, wide, TAG, 4);
  context.fill();
  context.fillStyle = ink;
  context.fillText(name, x + 5, top + TAG / 2 + 0.5);
}

/** Boxes and names over the picture, drawn anew with each frame. */
export function BoxesOverlay({ playback, faces, colours, chosen, isOn, onDrawn }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d") ?? null;
    if (element === null || context === null) return;
    const styles = getComputedStyle(document.documentElement);
    const film = faces.find(({ width, height }) => width !== null && height !== null);
    const tracks = faces.flatMap((part) => part.tracks);
    const draw = (at: number) => {
      const { clientWidth: width, clientHeight: height } = element;
      const density = window.devicePixelRatio;
      if (element.width !== Math.round(width * density) || element.height !== Math.round(height * density)) {
        element.width = Math.round(width * density);
        element.height = Math.round(height * density);
      }
      context.setTransform(density, 0, 0, density, 0, 0);
      context.clearRect(0, 0, width, height);
      if (!isOn || film === undefined) {
        onDrawn([], null);
        return;
      }
      const placing = placingOf({ width, height }, { width: film.width ?? 1, height: film.height ?? 1 });
      // A track of two answers is the same in both where they meet.
      const shown = [...new Map(facesAt(tracks, at + 1e-4).map((face) => [face.track, face])).values()];
      context.font = `600 11px ${styles.getPropertyValue("--font-ui") || "sans-serif"}`;
      context.textBaseline = "middle";
      for (const face of shown) {
        const name = colours.get(face.person ?? "") ?? "var(--person-unknown)";
        const colour = styles.getPropertyValue(name.slice(4, -1)).trim();
        const ink = styles.getPropertyValue("--text-on-person").trim();
        drawFace(context, face, placing, colour, ink, chosen !== null && (face.person ?? face.label) === chosen);
      }
      onDrawn(shown, placing);
    };
    const again = () => draw(playback.now);
    const resized = new ResizeObserver(again);
    const themed = new MutationObserver(again);
    resized.observe(element);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const stop = playback.onTime(draw);
    return () => {
      stop();
      resized.disconnect();
      themed.disconnect();
    };
  }, [playback, faces, colours, chosen, isOn, onDrawn]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 size-full" />;
}
