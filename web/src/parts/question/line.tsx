import { UserRound } from "lucide-react";

import type { Question } from "@/api";
import { cx } from "@/lib/cx";
import { secs } from "@/lib/format";
import { Picture } from "@/ui/picture";

import { KINDS, labelOf } from "./words";

/** A question in a list: who it is about, what is asked, and the seconds at stake. */
export function QuestionLine({ question, more = null }: { question: Question; more?: string | null }) {
  const pictures = question.sides.flatMap((side) => side.pictures.slice(0, 1));
  return (
    <>
      <span className="flex w-13 shrink-0 -space-x-4">
        {[pictures[0] ?? null, ...pictures.slice(1, 2)].map((address, place) => (
          <span key={address ?? place} className={cx("size-9 overflow-hidden rounded-full border-2 border-bg bg-surface-3", pictures.length < 2 && "ml-1.5")}>
            <Picture address={address} alt="" icon={UserRound} />
          </span>
        ))}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{labelOf(question)}</span>
        <span className="block truncate text-12 text-fg-3">
          {KINDS[question.why]}
          {more === null ? "" : ` · ${more}`}
        </span>
      </span>
      <span className="num shrink-0 text-12 text-fg-2">{secs(question.at_stake.seconds)}</span>
    </>
  );
}
