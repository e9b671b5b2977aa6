/** Why the server did not keep a decision, in the words of the page. */

import { ApiError, messageOf } from "@/api";

export type RefusalKind = "changed" | "together" | "locked";

const KINDS: Partial<Record<string, RefusalKind>> = { changed_meanwhile: "changed", seen_together: "together", locked: "locked" };

export interface Refused {
  kind: RefusalKind;
  why: string;
  /** Number of the decision in the way, where there is one. */
  number: number | null;
}

/** What a refusal is about; null for anything else that went wrong. */
export function refusedOf(error: unknown): Refused | null {
  const kind = error instanceof ApiError ? KINDS[error.code] : undefined;
  if (!(error instanceof ApiError) || kind === undefined) return null;
  const { number, author } = error.details;
  const found = typeof number === "number" ? number : null;
  return { kind, why: whyOf(kind, error, found, typeof author === "string" ? author : "Somebody"), number: found };
}

function whyOf(kind: RefusalKind, error: ApiError, number: number | null, author: string): string {
  switch (kind) {
    case "changed":
      return number === null ? messageOf(error) : `Decision ${String(number)}, by ${author}, came first.`;
    case "locked":
      return number === null ? messageOf(error) : `Decision ${String(number)}, by ${author}, locked it. Unlock it to decide otherwise.`;
    case "together":
      // The title says the rest, and the names of tracks are for the command line.
      return messageOf(error)
        .replace(/, so they are two people\..*$/s, ".")
        .replaceAll(/ \(t-\w+\)/g, "");
  }
}
