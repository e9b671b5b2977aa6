/** Where a stream of server-sent events is found; one of another site needs a ticket. */

import { apiBase, isOtherSite } from "@/lib/site";

import { api, unwrap } from "./client";

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
  /** A connection begins; what it tells first, it tells again. */
  onOpen?: () => void;
  onEvent: (kind: string, text: string) => void;
  /** It ended and does not come back: refused, or everything was told. */
  onEnd: (isRefused: boolean) => void;
}

/** Follow a stream until the answer is called. Breaks are mended by the browser. */
export function followStream({ path, query, kinds, onOpen, onEvent, onEnd }: Following): () => void {
  let source: EventSource | undefined;
  let isOver = false;
  let wasOpen = false;
  streamAddress(path, query).then(
    (address) => {
      if (isOver) return;
      source = new EventSource(address, { withCredentials: true });
      source.onopen = () => {
        wasOpen = true;
        onOpen?.();
      };
      source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED) onEnd(!wasOpen);
      };
      for (const kind of kinds) source.addEventListener(kind, (event: MessageEvent<string>) => onEvent(kind, event.data));
    },
    () => !isOver && onEnd(true),
  );
  return () => {
    isOver = true;
    source?.close();
  };
}
