"use client";

import { Upload } from "lucide-react";
import { useEffect, useState } from "react";

import { filesIn } from "@/lib/films";

/** The whole window takes files; what is over it says so. */
export function DropZone({ onFiles, says }: { onFiles: (files: File[]) => void; says: string }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void filesIn(event.dataTransfer).then(onFiles);
    };
    window.addEventListener("dragenter", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("dragover", over);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragenter", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("dragover", over);
      window.removeEventListener("drop", drop);
    };
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-(--z-overlay) grid place-items-center bg-scrim p-4">
      <div className="panel flex flex-col items-center gap-2 rounded-4 border border-dashed border-accent px-12 py-10 text-center">
        <Upload aria-hidden className="size-7 text-accent" strokeWidth={1.5} />
        <p className="text-16 font-semibold tracking-tight">Drop to add</p>
        <p className="text-fg-2">{says}</p>
      </div>
    </div>
  );
}
