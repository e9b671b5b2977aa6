"use client";

import { useCallback, useEffect, useMemo, useState } from "react";

import type { UrlState } from "@/lib/url-state";

import { alike, between, currentOf, type Item, neighbour } from "./logic/queue";

const RESTING_MS = 300;

interface Place {
  key: string | null;
  /** The list in which it was chosen: what follows when it has left. */
  list: readonly Item[];
}

/** Which question is shown, and which are selected. The address keeps the question. */
export function usePosition(items: readonly Item[], url: UrlState) {
  const [place, setPlace] = useState<Place>(() => ({ key: url.query.get("q"), list: [] }));
  const [marks, setMarks] = useState<{ anchor: string | null; keys: ReadonlySet<string> }>({ anchor: null, keys: new Set() });
  const current = currentOf(items, place.key, place.list);
  const selected = useMemo(() => items.filter((item) => marks.keys.has(item.key)), [items, marks.keys]);

  const key = current?.key ?? null;
  const { set } = url;
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(() => set({ q: key }), RESTING_MS);
    return () => clearTimeout(timer);
  }, [key, set]);

  /** The address knows the question at once, for the way back to it. */
  const rest = useCallback(() => set({ q: key }), [key, set]);
  const clear = useCallback(() => setMarks({ anchor: null, keys: new Set() }), []);
  const show = useCallback(
    (next: string) => {
      setPlace({ key: next, list: items });
      clear();
    },
    [items, clear],
  );
  /** What is shown stays the place from which the next question is found. */
  const stay = useCallback(() => {
    setPlace({ key, list: items });
    clear();
  }, [key, items, clear]);
  const go = useCallback(
    (step: number) => {
      const next = neighbour(items, key ?? undefined, step);
      if (next !== undefined) show(next.key);
    },
    [items, key, show],
  );
  const reach = useCallback(
    (next: string) => {
      const anchor = marks.anchor ?? key;
      if (anchor === null) return;
      setPlace({ key: next, list: items });
      setMarks({ anchor, keys: new Set(between(items, anchor, next)) });
    },
    [items, key, marks.anchor],
  );
  const extend = useCallback(
    (step: number) => {
      const next = neighbour(items, key ?? undefined, step);
      if (next !== undefined) reach(next.key);
    },
    [items, key, reach],
  );
  const toggle = useCallback(
    (one: string) => {
      const keys = new Set(marks.keys.size === 0 && key !== null ? [key] : marks.keys);
      if (!keys.delete(one)) keys.add(one);
      setPlace({ key: one, list: items });
      setMarks({ anchor: one, keys });
    },
    [items, key, marks.keys],
  );
  const all = useCallback(() => {
    if (current !== undefined) setMarks({ anchor: current.key, keys: new Set(alike(items, current)) });
  }, [items, current]);

  return { current, selected, keys: marks.keys, show, stay, rest, go, reach, extend, toggle, all, clear };
}

export type Position = ReturnType<typeof usePosition>;
