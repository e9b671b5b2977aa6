"use client";

import { ImagePlus } from "lucide-react";
import { type RefObject, useRef } from "react";

import { isPicture } from "@/lib/adding";
import { buttonLook } from "@/ui/button";

interface Props {
  onPhotos: (photos: File[]) => void;
  /** For a button elsewhere that opens the choice of files. */
  input?: RefObject<HTMLInputElement | null>;
  says: string;
}

/** Where photographs are chosen. Those that are dropped anywhere come by `useTaker`. */
export function PhotoField({ onPhotos, input, says }: Props) {
  const own = useRef<HTMLInputElement>(null);
  const files = input ?? own;
  return (
    <div className="flex flex-col items-center gap-2 rounded-4 border border-dashed border-line-strong px-4 py-5 text-center">
      <ImagePlus aria-hidden className="size-6 text-fg-3" strokeWidth={1.5} />
      <p className="text-fg-2">{says}</p>
      <label className={`${buttonLook("plain", "compact")} cursor-pointer has-focus-visible:shadow-(--focus)`}>
        Choose photographs
        <input
          ref={files}
          type="file"
          multiple
          accept="image/jpeg,image/png,image/webp,image/bmp"
          className="sr-only"
          data-testid="photos"
          onChange={(event) => {
            const photos = [...(event.target.files ?? [])].filter(isPicture);
            event.target.value = "";
            if (photos.length > 0) onPhotos(photos);
          }}
        />
      </label>
    </div>
  );
}
