"use client";

import { User } from "lucide-react";
import { memo } from "react";

import { cx } from "@/lib/cx";
import { amount, percent } from "@/lib/format";
import { Picture } from "@/ui/picture";

import type { Row } from "../timeline/model";

interface Props {
  rows: readonly Row[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

/** Who each lane is: name, seconds, how sure. */
export const Heads = memo(function Heads({ rows, chosen, onChoose }: Props) {
  return (
    <ul aria-label="People of the timeline">
      {rows.map((row) => (
        <li key={row.id}>
          <button
            type="button"
            aria-pressed={row.id === chosen}
            onClick={() => onChoose(row.id)}
            className={cx(
              "flex h-(--lane-h) w-full items-center gap-2 pr-2 pl-3 text-left text-12 hover:bg-hover focus-visible:relative focus-visible:z-1",
              "aria-pressed:bg-accent-soft",
            )}
          >
            <span
              aria-hidden
              className={cx("h-4 w-1 shrink-0 rounded-full", row.isUnknown && "opacity-60")}
              style={{ background: row.colour }}
            />
            <span className="size-4.5 shrink-0 overflow-hidden rounded-full bg-surface-3 max-md:hidden [&_svg]:size-3">
              <Picture address={row.picture} alt="" icon={User} />
            </span>
            <Title text={row.title} isUnknown={row.isUnknown} />
            {row.certainty !== null && (
              <span className="num text-11 text-fg-3 max-md:hidden" title="How sure the name is">
                {percent(row.certainty)}
              </span>
            )}
            <span className="num shrink-0 text-11 text-fg-2">{row.seconds < 60 ? `${row.seconds.toFixed(1)} s` : amount(row.seconds)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
});

/** Where there is little room the word is cut, and the number that tells one from another stays: `Unkn… 2`. */
function Title({ text, isUnknown }: { text: string; isUnknown: boolean }) {
  const [, word = text, number = ""] = (isUnknown ? /^(.*\S)(\s\d+)$/.exec(text) : null) ?? [];
  return (
    <span title={text} className={cx("flex min-w-0 flex-1", isUnknown ? "text-fg-2" : "font-medium")}>
      <span className="truncate">{word}</span>
      {number !== "" && <span className="shrink-0 whitespace-pre">{number}</span>}
    </span>
  );
}
