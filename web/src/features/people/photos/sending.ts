/** Photographs on their way to a person, one after the other, and what became of each. */

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";

import { messageOf, type PhotoVerdict } from "@/api";
import { sendPhoto } from "@/api/queries/facebank";
import { refresh } from "@/api/queries/people";

export interface Sent {
  id: number;
  file: File;
  state: "waiting" | "sending" | "done" | "failed";
  verdict: PhotoVerdict | null;
  /** Why it could not be sent. */
  why: string | null;
}

export function useSending() {
  const queries = useQueryClient();
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const number = useRef(0);
  const line = useRef<Promise<void>>(Promise.resolve());

  const change = useCallback((id: number, values: Partial<Sent>) => {
    setSent((all) => all.map((one) => (one.id === id ? { ...one, ...values } : one)));
  }, []);

  /** Send them behind those that are still on their way. Resolves when all have been answered. */
  const send = useCallback(
    (person: string, files: readonly File[], note = ""): Promise<void> => {
      const items = files.map((file): Sent => ({ id: (number.current += 1), file, state: "waiting", verdict: null, why: null }));
      setSent((all) => [...all, ...items]);
      line.current = line.current.then(async () => {
        for (const { id, file } of items) {
          change(id, { state: "sending" });
          try {
            change(id, { state: "done", verdict: await sendPhoto(person, file, note) });
          } catch (error) {
            change(id, { state: "failed", why: messageOf(error) });
          }
        }
        await refresh(queries);
      });
      return line.current;
    },
    [change, queries],
  );
  const clear = useCallback(() => setSent([]), []);
  const isBusy = sent.some(({ state }) => state === "waiting" || state === "sending");
  return useMemo(() => ({ sent, isBusy, send, clear }), [sent, isBusy, send, clear]);
}

export type Sending = ReturnType<typeof useSending>;
