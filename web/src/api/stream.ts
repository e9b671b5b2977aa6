/** Where a stream of server-sent events is found; one of another site needs a ticket. */

import { apiBase, isOtherSite } from "@/lib/site";

import { api, unwrap } from "./client";

/** Browsers allow a server few connections at once, over all tabs: a tab that nobody looks at keeps none. */
export const HIDDEN_MS = 2000;

export function isHidden(): boolean {
  return document.visibilityState === "hidden";
}

export async function streamAddress(path: string, query: Record<string, string> = {}): Promise<string> {
  const params = new URLSearchParams(query);
  if (isOtherSite) params.set("ticket", (await unwrap(api.POST("/auth/tickets", { body: { path } }))).ticket);
  const text = params.toString();
  return `${apiBase}${path}${text === "" ? "" : `?${text}`}`;
}

interface Following {
  path: string;
  query?: Record<string, string>;
  kinds: readonly string[];
  /** A connection begins; what it tells first, it tells again. `isAnew`: from the beginning, not from where it broke. */
  onOpen?: (isAnew: boolean) => void;
  onEvent: (kind: string, text: string) => void;
  /** It ended and does not come back: refused, or everything was told. */
  onEnd: (isRefused: boolean) => void;
}

/** Follow a stream until the answer is called, while the tab is looked at. Breaks are mended by the browser. */
export function followStream({ path, query, kinds, onOpen, onEvent, onEnd }: Following): () => void {
  let source: EventSource | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  let isOver = false;
  let wasOpen = false;

  const close = () => {
    turn += 1;
    source?.close();
    source = undefined;
  };
  const stop = () => {
    isOver = true;
    clearTimeout(hiding);
    document.removeEventListener("visibilitychange", seen);
    close();
  };
  const end = (isRefused: boolean) => {
    stop();
    onEnd(isRefused);
  };
  const open = () => {
    close();
    const mine = turn;
    let isAnew = true;
    const found = (address: string) => {
      if (mine !== turn) return;
      const made = new EventSource(address, { withCredentials: true });
      source = made;
      made.onopen = () => {
        wasOpen = true;
        onOpen?.(isAnew);
        isAnew = false;
      };
      made.onerror = () => {
        if (made.readyState === EventSource.CLOSED) end(!wasOpen);
      };
      for (const kind of kinds) made.addEventListener(kind, (event: MessageEvent<string>) => onEvent(kind, event.data));
    };
    streamAddress(path, query).then(found, () => mine === turn && end(true));
  };
  function seen() {
    clearTimeout(hiding);
    if (isOver) return;
    if (isHidden()) hiding = setTimeout(close, HIDDEN_MS);
    else if (source === undefined) open();
  }

  document.addEventListener("visibilitychange", seen);
  if (!isHidden()) open();
  return stop;
}
