"use client";

import { useKey } from "@/lib/keys";

export interface Doing {
  choose: (number: number) => void;
  accept: () => void;
  compare: () => void;
  actions: Record<"new" | "merge" | "split" | "exclude" | "unknown" | "lock" | "film" | "why" | "search", () => void>;
}

interface Moves {
  go: (step: number) => void;
  extend: (step: number) => void;
  all: () => void;
  clear: () => void;
  isSelecting: boolean;
}

/** What the keys do with a question; nothing while a window is open or about to. */
export function useReviewKeys(doing: Doing, moves: Moves, isOn: boolean): void {
  const { actions } = doing;
  useKey("review.choose", (pressed) => doing.choose(Number(pressed)), isOn);
  useKey("review.accept", doing.accept, isOn);
  useKey("review.compare", doing.compare, isOn);
  useKey("review.new", actions.new, isOn);
  useKey("review.merge", actions.merge, isOn);
  useKey("review.split", actions.split, isOn);
  useKey("review.exclude", actions.exclude, isOn);
  useKey("review.unknown", actions.unknown, isOn);
  useKey("review.lock", actions.lock, isOn);
  useKey("review.film", actions.film, isOn);
  useKey("review.why", actions.why, isOn);
  useKey("search", actions.search, isOn);
  useKey("review.next", () => moves.go(1), isOn);
  useKey("review.previous", () => moves.go(-1), isOn);
  useKey("review.more", () => moves.extend(1), isOn);
  useKey("review.fewer", () => moves.extend(-1), isOn);
  useKey("review.all", moves.all, isOn);
  useKey("close", moves.clear, moves.isSelecting && isOn);
}
