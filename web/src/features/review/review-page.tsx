"use client";

import dynamic from "next/dynamic";
import { useState } from "react";

import { messageOf } from "@/api";
import { clock } from "@/lib/format";
import { useKey } from "@/lib/keys";
import { useUrlState } from "@/lib/url-state";
import { Dialog } from "@/ui/dialog";
import { Failure } from "@/ui/feedback";

import { Desk } from "./desk";
import { Header } from "./header";
import { Notice } from "./panels/notice";
import { QueueList } from "./queue-list";
import { Done, ListSkeleton, NothingAnalysed, QuestionSkeleton } from "./states";
import { useKnown } from "./use-known";
import { usePosition } from "./use-position";
import { useReview } from "./use-review";
import { useScope } from "./use-scope";
import { useView } from "./use-view";

const History = dynamic(() => import("./panels/history"), { ssr: false });

/** The questions that results leave open, one at a time. */
export function ReviewPage() {
  const url = useUrlState();
  const scope = useScope(url);
  const review = useReview(scope.ids);
  const position = usePosition(review.items, url);
  const { current } = position;
  const known = useKnown(current);
  const [isListShown, showList] = useState(false);
  const [view, show] = useView(url);
  const showHistory = (is: boolean) => show(is ? "history" : "");
  const isFree = view === "" || view === "compare";
  const ofHistory = current?.video ?? review.undoable?.video ?? (scope.isOne ? scope.ids[0] : review.decided) ?? null;

  const isPending = scope.isPending || (review.isPending && review.items.length === 0);
  const error = scope.error ?? review.error;
  const undo = () => {
    position.stay();
    if (review.undoable !== undefined) {
      const [item] = review.undoable.items;
      review.turn(review.undoable, false);
      if (item !== undefined) position.show(item.key);
    } else if (ofHistory !== null) review.turnEntry(ofHistory, null, true);
  };
  const redo = () => {
    position.stay();
    if (review.redoable !== undefined) review.turn(review.redoable, true);
    else if (ofHistory !== null) review.turnEntry(ofHistory, null, false);
  };
  useKey("review.undo", undo, isFree);
  useKey("review.redo", redo, isFree);
  useKey("review.history", () => showHistory(true), isFree && ofHistory !== null);
  const list = isPending ? <ListSkeleton /> : <QueueList items={review.items} position={position} titleOf={scope.isOne ? () => null : scope.title} onShown={() => showList(false)} />;
  return (
    <>
      <Header
        scope={scope}
        items={isPending ? null : review.items}
        answered={review.changes.filter((change) => change.isApplied).length}
        isFollowing={review.isFollowing}
        canUndo={review.undoable !== undefined || ofHistory !== null}
        canRedo={review.redoable !== undefined || ofHistory !== null}
        onUndo={undo}
        onRedo={redo}
        onHistory={ofHistory === null ? null : () => showHistory(true)}
        onList={() => showList(true)}
      />
      <div className="flex min-h-0 flex-1">
        {(isPending || review.items.length > 0) && (
          <section aria-label="Queue" className="flex w-76 shrink-0 flex-col border-r border-line pt-2 max-lg:hidden">
            {!isListShown && list}
          </section>
        )}
        <div className="flex min-w-0 flex-1 flex-col">
          {review.refusal !== null && (
            <Notice
              refusal={review.refusal}
              onLook={() => {
                const [item] = review.refusal?.wanted.items ?? [];
                if (item !== undefined) position.show(item.key);
                review.dismiss();
                review.refresh();
              }}
              onInsist={review.insist}
              onUnlock={() => {
                const { wanted, number } = review.refusal ?? {};
                review.dismiss();
                if (wanted !== undefined && number != null) review.turnEntry(wanted.video, number, true);
              }}
              onHistory={() => showHistory(true)}
              onDismiss={review.dismiss}
            />
          )}
          {error !== null && review.items.length === 0 ? (
            <Failure
              title="The queue cannot be shown"
              onRetry={() => {
                scope.retry();
                review.refresh();
              }}
            >
              {messageOf(error)}
            </Failure>
          ) : isPending ? (
            <QuestionSkeleton />
          ) : current !== undefined ? (
            <Desk
              item={current}
              known={known}
              review={review}
              position={position}
              url={url}
              view={view}
              show={show}
              title={scope.title(current.video)}
            />
          ) : review.hasResults ? (
            <Done loaded={review.loaded} isFollowing={review.isFollowing} />
          ) : (
            <NothingAnalysed onAll={scope.setAll} />
          )}
        </div>
      </div>
      {isListShown && (
        <Dialog isOpen onClose={() => showList(false)} title={`${String(review.items.length)} questions`} className="[&>div]:flex [&>div]:h-[70dvh] [&>div]:px-1!">
          {list}
        </Dialog>
      )}
      {view === "history" && ofHistory !== null && (
        <History
          video={ofHistory}
          title={scope.title(ofHistory) ?? clock(0)}
          onClose={() => showHistory(false)}
          onTurn={(number, isUndo) => review.turnEntry(ofHistory, number, isUndo)}
        />
      )}
    </>
  );
}
