"use client";

import { Check, UserRound } from "lucide-react";
import { useState } from "react";

import { messageOf } from "@/api";
import { useMembers } from "@/api/queries/review";
import { clock, count, secs } from "@/lib/format";
import { cx } from "@/lib/cx";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Failure } from "@/ui/feedback";
import { Picture } from "@/ui/picture";

import type { Act } from "../logic/acts";
import { type Item, subjectOf } from "../logic/queue";

interface Props {
  item: Item;
  onClose: () => void;
  onAct: (act: Act) => void;
}

/** Choose which tracks of somebody show somebody else. */
export default function Split({ item, onClose, onAct }: Props) {
  const side = subjectOf(item);
  const members = useMembers(item.video, item.run, side?.groups ?? []);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const tracks = members.data ?? [];
  const chosen = tracks.filter(({ track }) => gone.has(track));
  const seconds = chosen.reduce((sum, { start, end }) => sum + end.seconds - start.seconds, 0);
  const isWhole = chosen.length === tracks.length;
  const label = side?.label ?? "this person";
  const toggle = (track: string) => {
    const next = new Set(gone);
    if (!next.delete(track)) next.add(track);
    setGone(next);
  };
  const split = () => {
    if (chosen.length === 0 || isWhole) return;
    onClose();
    const others = tracks.filter(({ track }) => !gone.has(track)).map(({ track }) => track);
    onAct({ kind: "split", tracks: chosen.map(({ track }) => track), others, seconds });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Split ${label}`}
      description={`Choose the pictures that show somebody other than ${label}. Each stands for one track: a face followed without a break.`}
      className="sm:w-[min(760px,calc(100vw-32px))]"
    >
      {members.isError ? (
        <Failure title="The tracks cannot be shown" onRetry={() => void members.refetch()}>
          {messageOf(members.error)}
        </Failure>
      ) : (
        <>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(112px,1fr))] gap-3 pt-1" aria-busy={members.isPending}>
            {members.isPending && Array.from({ length: 4 }, (_, place) => <span key={place} className="skeleton aspect-square rounded-3" />)}
            {tracks.map(({ track, picture, start, end, spread }) => {
              const isGone = gone.has(track);
              return (
                <button
                  key={track}
                  type="button"
                  aria-pressed={isGone}
                  aria-label={`Track at ${clock(start.seconds)}, ${secs(end.seconds - start.seconds)}`}
                  onClick={() => toggle(track)}
                  className="min-w-0 text-left"
                >
                  <span className={cx("relative block aspect-square overflow-hidden rounded-3 bg-surface-3", isGone && "outline-2 outline-offset-2 outline-accent")}>
                    <Picture address={picture} alt="" icon={UserRound} />
                    {isGone && (
                      <span className="absolute top-1.5 left-1.5 grid size-5 place-items-center rounded-full bg-accent-solid text-on-accent">
                        <Check aria-hidden className="size-3.5" strokeWidth={2.5} />
                      </span>
                    )}
                  </span>
                  <span className="num mt-1.5 block truncate text-12 text-fg-2">
                    {clock(start.seconds)} · {secs(end.seconds - start.seconds)}
                  </span>
                  {spread > 0.5 && <span className="block truncate text-11 text-warn">Its looks differ much</span>}
                </button>
              );
            })}
          </div>
          <footer className="mt-5 flex items-center justify-end gap-3">
            <p className="num flex-1 text-fg-2" aria-live="polite">
              {tracks.length === 1
                ? "There is one track only, so there is nothing to split."
                : isWhole && tracks.length > 0
                  ? "Leave at least one: these would be everybody."
                  : chosen.length === 0
                    ? "Nothing chosen."
                    : `${count(chosen.length, "track")}, ${secs(seconds)}, become somebody else.`}
            </p>
            <Button size="regular" onClick={onClose}>
              Cancel
            </Button>
            <Button size="regular" look="primary" disabled={chosen.length === 0 || isWhole} onClick={split}>
              Split off
            </Button>
          </footer>
        </>
      )}
    </Dialog>
  );
}
