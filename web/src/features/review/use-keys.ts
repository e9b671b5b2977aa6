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

/** What the keys do with a question. */
export function useReviewKeys(doing: Doing, moves: Moves): void {
  const { actions } = doing;
  useKey("review.choose", (pressed) => doing.choose(Number(pressed)));
  useKey("review.accept", doing.accept);
  useKey("review.compare", doing.compare);
  useKey("review.new", actions.new);
  useKey("review.merge", actions.merge);
  useKey("review.split", actions.split);
  useKey("review.exclude", actions.exclude);
  useKey("review.unknown", actions.unknown);
  useKey("review.lock", actions.lock);
  useKey("review.film", actions.film);
  useKey("review.why", actions.why);
  useKey("search", actions.search);
  useKey("review.next", () => moves.go(1));
  useKey("review.previous", () => moves.go(-1));
  useKey("review.more", () => moves.extend(1));
  useKey("review.fewer", () => moves.extend(-1));
  useKey("review.all", moves.all);
  useKey("close", moves.clear, moves.isSelecting);
}
