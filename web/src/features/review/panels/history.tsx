"use client";

import { History as Clock, Redo2, Undo2 } from "lucide-react";

import { type Decision, messageOf } from "@/api";
import { useJournal } from "@/api/queries/review";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Empty, Failure } from "@/ui/feedback";

interface Props {
  video: string;
  title: string;
  onClose: () => void;
  onTurn: (number: number, isUndo: boolean) => void;
}

const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false });

/** What was decided about a video, newest first; anything can be taken back and put back. */
export default function History({ video, title, onClose, onTurn }: Props) {
  const journal = useJournal(video);
  const entries = journal.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="What was decided"
      description={`${title}. Taking something back leaves everything else as it is.`}
      className="sm:inset-y-3 sm:top-3! sm:right-3 sm:left-auto! sm:max-h-none! sm:w-100! sm:translate-x-0!"
    >
      {journal.isError ? (
        <Failure title="The history cannot be shown" onRetry={() => void journal.refetch()}>
          {messageOf(journal.error)}
        </Failure>
      ) : journal.isSuccess && entries.length === 0 ? (
        <Empty icon={Clock} title="Nothing was decided yet">
          Answers that you and others give are listed here.
        </Empty>
      ) : (
        <ol>
          {entries.map((entry) => (
            <Entry key={entry.number} entry={entry} onTurn={onTurn} />
          ))}
        </ol>
      )}
      {journal.hasNextPage && (
        <Button className="mt-3 w-full" disabled={journal.isFetchingNextPage} onClick={() => void journal.fetchNextPage()}>
          Earlier
        </Button>
      )}
    </Dialog>
  );
}

function Entry({ entry, onTurn }: { entry: Decision; onTurn: Props["onTurn"] }) {
  const { number, text, author, at, state, note } = entry;
  const isUndone = state === "undone";
  return (
    <li className="flex items-start gap-3 border-b border-line py-2.5 last:border-0">
      <span className="num w-7 shrink-0 pt-px text-right text-12 text-fg-3">{number}</span>
      <div className="min-w-0 flex-1">
        <p className={state === "in_force" ? "font-medium" : "text-fg-2"}>
          <span className={isUndone ? "line-through" : undefined}>{text.charAt(0).toUpperCase() + text.slice(1)}</span>
          {isUndone && <span className="ml-1.5 text-12 text-fg-3">taken back</span>}
        </p>
        <p className="num truncate text-12 text-fg-3">
          {author} · <time dateTime={at}>{DAY.format(new Date(at))}</time>
        </p>
        {note !== null && <p className="mt-1 text-12 text-warn">{note}</p>}
      </div>
      {state !== "undo" && (
        <Button look="ghost" isIcon aria-label={`${isUndone ? "Put back" : "Take back"} ${text}`} title={isUndone ? "Put back" : "Take back"} onClick={() => onTurn(number, !isUndone)}>
          {isUndone ? <Redo2 /> : <Undo2 />}
        </Button>
      )}
    </li>
  );
}
