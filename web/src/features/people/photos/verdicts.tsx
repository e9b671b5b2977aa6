"use client";

import { CircleAlert, CircleCheck, CircleMinus, CircleX, Clock } from "lucide-react";
import type { LucideIcon } from "lucide-react";

import { cx } from "@/lib/cx";
import { count } from "@/lib/format";
import { Badge, type Tone } from "@/ui/badge";

import { type Said, verdictOf } from "../words";
import { Preview } from "./preview";
import type { Sent } from "./sending";

const ICONS: Partial<Record<Tone, LucideIcon>> = { ok: CircleCheck, warn: CircleAlert, err: CircleX, mute: CircleMinus, info: Clock };

function saidOf({ state, verdict, why }: Sent): Said {
  if (state === "failed") return { tone: "err", text: "Not sent", advice: why ?? "" };
  if (verdict === null) return { tone: "info", text: state === "sending" ? "Looking at it" : "Waiting", advice: "" };
  return verdictOf(verdict);
}

/** What became of each photograph, and what to do about those that were not taken. */
export function Verdicts({ sent }: { sent: readonly Sent[] }) {
  if (sent.length === 0) return null;
  const done = sent.filter(({ state }) => state === "done" || state === "failed");
  const added = done.filter(({ verdict }) => verdict?.state === "added").length;
  return (
    <section aria-label="Photographs that were sent">
      <p role="status" className="num mb-2 text-12 text-fg-2">
        {done.length < sent.length ? `${String(done.length)} of ${count(sent.length, "photograph")} looked at` : `${String(added)} of ${count(sent.length, "photograph")} added`}
      </p>
      <ul className="space-y-1">
        {sent.map((one) => {
          const said = saidOf(one);
          return (
            <li key={one.id} className="flex items-start gap-3 rounded-3 bg-surface-3/50 p-2">
              <Preview file={one.file} className={cx("size-11 shrink-0 rounded-2 object-cover", said.tone === "err" && "opacity-60")} />
              <div className="min-w-0 flex-1">
                <p className="flex items-center gap-2">
                  <span className="min-w-0 flex-1 truncate" title={one.file.name}>
                    {one.file.name}
                  </span>
                  <Badge tone={said.tone} {...(ICONS[said.tone] === undefined ? {} : { icon: ICONS[said.tone] })}>
                    {said.text}
                  </Badge>
                </p>
                {said.advice !== "" && <p className="mt-0.5 text-12 text-fg-2">{said.advice}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
