"use client";

import { Clapperboard, FolderInput, SearchX, Upload } from "lucide-react";

import { askToAdd } from "@/lib/adding";
import { Key } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty } from "@/ui/feedback";

const STEPS = [
  ["Add a video", "Drop it anywhere in this window, choose it, or paste a link. Uploads go on where they stopped."],
  ["Let it be analysed", "Telecine finds shots and faces on this machine. Nothing leaves it."],
  ["Name people once", "Review asks about the rest, most screen time first, and other videos learn from it."],
] as const;

/** The first thing that somebody sees: what this is for, and how to begin. */
export function NoVideos() {
  return (
    <>
      <Empty icon={Clapperboard} title="No videos yet">
        <p>Drop one here, or paste a link.</p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button size="regular" look="primary" onClick={() => askToAdd("files")}>
            <Upload aria-hidden /> Add videos
          </Button>
          <Button size="regular" onClick={() => askToAdd("elsewhere")}>
            <FolderInput aria-hidden /> Add from link or folder
          </Button>
        </div>
        <p className="mt-3 text-12 text-fg-3 coarse:hidden">
          <Key>A</Key> adds files, <Key>U</Key> a link, <Key>?</Key> shows all keys
        </p>
      </Empty>
      <ol className="mx-auto grid max-w-4xl gap-4 pb-10 md:grid-cols-3">
        {STEPS.map(([title, says], number) => (
          <li key={title} className="rounded-4 border border-line bg-surface-1 p-4">
            <span className="num text-12 font-medium text-accent">{number + 1}</span>
            <h3 className="mt-1 font-semibold">{title}</h3>
            <p className="mt-1 text-fg-2">{says}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** There are videos, and none fits. */
export function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <Empty icon={SearchX} title="No video fits">
      <p>Look for something else, or take filters away.</p>
      <Button size="regular" className="mt-5" onClick={onClear}>
        Show all videos
      </Button>
    </Empty>
  );
}

/** Where posters will be. */
export function Skeletons() {
  return (
    <div aria-hidden className="grid grid-cols-[repeat(auto-fill,minmax(248px,1fr))] gap-4 pt-11 max-sm:grid-cols-1">
      {Array.from({ length: 8 }, (_, number) => (
        <div key={number}>
          <div className="skeleton aspect-video rounded-3" />
          <div className="skeleton mt-2.5 h-3.5 w-2/3 rounded-1" />
          <div className="skeleton mt-2.5 h-3.5 w-1/3 rounded-1" />
        </div>
      ))}
    </div>
  );
}
