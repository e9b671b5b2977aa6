"use client";

import { useCallback, useState } from "react";

import { oneOf, type UrlState } from "@/lib/url-state";

const VIEWS = ["", "compare", "new", "search", "merge", "split", "why", "history"] as const;
export type View = (typeof VIEWS)[number];

/** What is open beside the question. It is there at once, so that what is typed next finds it; the address follows. */
export function useView({ query, set }: UrlState): [View, (next: View) => void] {
  const [view, setView] = useState<View>(() => oneOf(query.get("view"), VIEWS));
  const show = useCallback(
    (next: View) => {
      setView(next);
      set({ view: next, t: null });
    },
    [set],
  );
  return [view, show];
}
