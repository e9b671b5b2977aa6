/** The state of a page in its address: reload, share and the back button keep it. */

import { useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";

export type Value = string | readonly string[] | null | undefined;

/** The query with some values replaced; what is empty is left out. */
export function changed(query: string, values: Record<string, Value>): string {
  const params = new URLSearchParams(query);
  for (const [name, value] of Object.entries(values)) {
    params.delete(name);
    const all = value === null || value === undefined ? [] : typeof value === "string" ? [value] : value;
    for (const one of all) if (one !== "") params.append(name, one);
  }
  return params.toString();
}

/** One of the words that are allowed, or the first of them. */
export function oneOf<const T extends readonly [string, ...string[]]>(value: string | null, allowed: T): T[number] {
  return allowed.find((word) => word === value) ?? allowed[0];
}

export interface UrlState {
  query: URLSearchParams;
  /** Change values; `isStep` makes it a step of the back button. */
  set: (values: Record<string, Value>, isStep?: boolean) => void;
}

export function useUrlState(): UrlState {
  const shown = useSearchParams();
  const text = shown.toString();
  const query = useMemo(() => new URLSearchParams(text), [text]);
  const set = useCallback((values: Record<string, Value>, isStep = false) => {
    const next = changed(window.location.search, values);
    const address = next === "" ? window.location.pathname : `${window.location.pathname}?${next}`;
    if (isStep) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }, []);
  return { query, set };
}
