"use client";

import { useRef } from "react";

interface Props {
  label: string;
  orientation: "vertical" | "horizontal";
  value: number;
  least: number;
  most: number;
  /** Pixels from the other end: the panel after the line grows when it moves towards the start. */
  onChange: (px: number) => void;
}

const STEP = 24;

/** A line between two panels that can be moved, by pointer and by arrows. */
export function Split({ label, orientation, value, least, most, onChange }: Props) {
  const held = useRef<{ at: number; value: number } | null>(null);
  const isColumn = orientation === "vertical";
  const within = (px: number) => Math.min(most, Math.max(least, Math.round(px)));
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      className={
        isColumn
          ? "relative z-(--z-sticky) -mx-1 w-2 shrink-0 cursor-col-resize touch-none before:absolute before:inset-y-0 before:left-1 before:w-px before:bg-line hover:before:bg-accent"
          : "relative z-(--z-sticky) -my-1 h-2 shrink-0 cursor-row-resize touch-none before:absolute before:inset-x-0 before:top-1 before:h-px before:bg-line hover:before:bg-accent"
      }
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { at: isColumn ? event.clientX : event.clientY, value };
      }}
      onPointerMove={(event) => {
        if (held.current === null) return;
        onChange(within(held.current.value + held.current.at - (isColumn ? event.clientX : event.clientY)));
      }}
      onPointerUp={() => {
        held.current = null;
      }}
      onKeyDown={(event) => {
        const [grow, shrink] = isColumn ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
        if (event.key !== grow && event.key !== shrink) return;
        event.preventDefault();
        onChange(within(value + (event.key === grow ? STEP : -STEP)));
      }}
    />
  );
}
