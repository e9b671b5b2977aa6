/** The state of a page in its address: reload, share and the back button keep it. */

import { useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo } from "react";

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

const LEAVING_MS = 3000;
const AGAIN_MS = 50;
let leaving = { from: "", until: 0 };

/** Another page was asked for. Next.js forgets that when the address is written before it is there, so writing waits. */
export function leave(): void {
  leaving = { from: window.location.pathname, until: Date.now() + LEAVING_MS };
}

/** Write the address of this page, unless another one has come meanwhile. */
function write(page: string, values: Record<string, Value>, isStep: boolean): void {
  const { pathname, search } = window.location;
  if (pathname !== page) return;
  if (leaving.from === page && Date.now() < leaving.until) {
    setTimeout(() => write(page, values, isStep), AGAIN_MS);
    return;
  }
  const next = changed(search, values);
  const address = next === "" ? pathname : `${pathname}?${next}`;
  if (isStep) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
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
  const set = useCallback((values: Record<string, Value>, isStep = false) => write(window.location.pathname, values, isStep), []);
  return { query, set };
}

/** Go to another page, by its address without the base. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback(
    (href: string) => {
      leave();
      router.push(href);
    },
    [router],
  );
}

/** Notice links that lead to other pages. Once for all pages. */
export function useLeaving(): void {
  useEffect(() => {
    const clicked = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (link === null || !isPlain || link.target !== "" || link.hasAttribute("download")) return;
      if (link.origin === window.location.origin && link.pathname !== window.location.pathname) leave();
    };
    window.addEventListener("click", clicked, { capture: true });
    return () => window.removeEventListener("click", clicked, { capture: true });
  }, []);
}
