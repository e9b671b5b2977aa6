"use client";

import { Ban, TriangleAlert, Undo2, UserRound, Users, UsersRound } from "lucide-react";

import { cx } from "@/lib/cx";
import { Key } from "@/ui/badge";
import { Picture } from "@/ui/picture";

import type { Choice } from "../logic/choices";

const ICONS = {
  name: UserRound,
  nobody: UserRound,
  exclude: Ban,
  merge: UsersRound,
  apart: Users,
  split: Users,
  lock: UserRound,
  take_back: Undo2,
};

interface Props {
  choice: Choice;
  number: number;
  isChosen: boolean;
  colour: string | null;
  onChoose: () => void;
  onAccept: () => void;
}

/** One answer, with its key and what speaks for it. */
export function ChoiceCard({ choice, number, isChosen, colour, onChoose, onAccept }: Props) {
  return (
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      onClick={onChoose}
      onDoubleClick={onAccept}
      className={cx(
        "flex min-h-17 min-w-0 items-center gap-3 rounded-3 border p-2 pr-3 text-left transition-colors duration-100",
        isChosen ? "border-accent bg-accent-soft" : "border-line bg-surface-1 hover:border-line-strong hover:bg-surface-2",
      )}
    >
      <span className="relative size-13 shrink-0 overflow-hidden rounded-2 bg-surface-3">
        <Picture address={choice.pictures[0] ?? null} alt="" icon={ICONS[choice.act.kind]} />
        {colour !== null && <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.75" style={{ background: colour }} />}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{choice.title}</span>
        {choice.against === null ? (
          <span className={cx("num text-12 text-fg-2", choice.evidence.length > 1 ? "block truncate" : "line-clamp-2")} title={choice.evidence.join(" · ")}>
            {choice.evidence[0]}
          </span>
        ) : (
          <span className="num flex items-center gap-1 text-12 text-warn">
            <TriangleAlert aria-hidden className="size-3 shrink-0" />
            <span className="truncate">{choice.against}</span>
          </span>
        )}
        {choice.against === null && choice.evidence.length > 1 && (
          <span className="num block truncate text-12 text-fg-3">{choice.evidence.slice(1).join(" · ")}</span>
        )}
      </span>
      <span className="self-start coarse:hidden">
        <Key>{number}</Key>
      </span>
    </button>
  );
}
