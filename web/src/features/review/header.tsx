"use client";

import { History, ListOrdered, Loader, Redo2, Undo2 } from "lucide-react";

import { count, secs } from "@/lib/format";
import { Button } from "@/ui/button";
import { Filter } from "@/ui/controls";

import { type Item, secondsOf } from "./logic/queue";
import type { Scope } from "./use-scope";

interface Props {
  scope: Scope;
  items: readonly Item[] | null;
  answered: number;
  isFollowing: boolean;
  canUndo: boolean;
  canRedo: boolean;
  onUndo: () => void;
  onRedo: () => void;
  onHistory: (() => void) | null;
  onList: () => void;
}

/** How much is left, of what, and the way back. */
export function Header({ scope, items, answered, isFollowing, canUndo, canRedo, onUndo, onRedo, onHistory, onList }: Props) {
  const progress = items === null || items.length === 0 ? "" : `${count(items.length, "left", "left")} · ${secs(secondsOf(items))} at stake`;
  return (
    <header className="flex h-(--topbar-h) shrink-0 items-center gap-2.5 border-b border-line px-6 max-md:h-auto max-md:flex-wrap max-md:border-0 max-md:px-4 max-md:pt-3 max-md:pb-1">
      <h1 className="text-16 font-semibold tracking-tight max-md:flex-1 max-md:text-28">Review</h1>
      <span role="status" className="num flex min-w-0 items-center gap-2 truncate text-12 text-fg-3 max-md:order-last max-md:w-full">
        {progress}
        {answered > 0 && <span className="text-fg-3">· {answered} answered</span>}
        {isFollowing && (
          <span className="inline-flex items-center gap-1 text-info">
            <Loader aria-hidden className="size-3 animate-spin" /> Results follow
          </span>
        )}
      </span>
      <div className="flex min-w-0 flex-1 gap-2 max-md:hidden">
        {scope.shows.length > 0 && scope.id === null && <Filter label="Show" value={scope.show} onChange={scope.setShow} choices={scope.shows} />}
        {(scope.videos.length > 1 || scope.id !== null) && <Filter label="Video" value={scope.id} onChange={scope.setId} choices={scope.videos} />}
      </div>
      <Button look="ghost" isIcon size="regular" aria-label="Undo" title="Undo (Z)" disabled={!canUndo} onClick={onUndo}>
        <Undo2 />
      </Button>
      <Button look="ghost" isIcon size="regular" aria-label="Redo" title="Redo (Shift Z)" disabled={!canRedo} onClick={onRedo}>
        <Redo2 />
      </Button>
      <Button look="ghost" size="regular" className="max-md:px-2.5!" disabled={onHistory === null} aria-label="History of decisions" title="What was decided (H)" onClick={onHistory ?? undefined}>
        <History aria-hidden /> <span className="max-md:hidden">History</span>
      </Button>
      <Button size="regular" isIcon aria-label="All questions" className="lg:hidden" onClick={onList}>
        <ListOrdered />
      </Button>
    </header>
  );
}
