import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

export type Tone = "ok" | "warn" | "err" | "info" | "accent" | "mute";

const TONES: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  err: "bg-err-soft text-err",
  info: "bg-info-soft text-info",
  accent: "bg-accent-soft text-accent",
  mute: "bg-surface-3 text-fg-2",
};

/** A state: always a picture and a word. */
export function Badge({ tone, icon: Icon, children }: { tone: Tone; icon?: LucideIcon; children: ReactNode }) {
  return (
    <span
      className={cx(
        "num inline-flex h-5 shrink-0 items-center gap-1 rounded-1 px-1.5 text-11 font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {Icon !== undefined && <Icon aria-hidden className="size-3" strokeWidth={2} />}
      {children}
    </span>
  );
}

/** A key of the keyboard. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-[4px] bg-surface-3 px-1.5 font-sans text-11 font-medium text-fg-2 shadow-[inset_0_-1px_0_var(--line-strong)]">
      {children}
    </kbd>
  );
}
