"use client";

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";

import { type Asked, type Decided, messageOf, type Question } from "@/api";
import { decide, type Queue, redoDecision, undoDecision, useQueues, useRefreshReview } from "@/api/queries/review";
import { complain, say, unsay } from "@/ui/toast";

import { type Act, alsoAnswered, type Wanted, wantedOf } from "./logic/acts";
import { type Change, open, redoable, stepped, undoable } from "./logic/changes";
import { type Item, itemOf, type Loaded } from "./logic/queue";
import { refusedOf, type RefusalKind } from "./logic/refusals";
import { Sender } from "./logic/sender";
import { doneOf } from "./logic/words";

/** Why a decision was not kept, and how it may be made all the same. */
export interface Refusal {
  kind: RefusalKind;
  says: string;
  why: string;
  /** Number of the decision in the way. */
  number: number | null;
  wanted: Wanted;
  also: readonly Item[];
  /** What to send to decide all the same: the newest entry that was told of. */
  head: number;
  isTogether: boolean;
}

/** Items of questions: a queue that was asked for again and is the same keeps its questions. */
const made = new WeakMap<readonly Question[], readonly Item[]>();

function loadedOf({ video, run, head, items: questions }: Queue): Loaded {
  const items = made.get(questions) ?? questions.map((question) => itemOf(video, run, question));
  made.set(questions, items);
  return { video, run, head, items };
}

let lastId = 0;

/** What is open, and deciding about it: shown at once, taken back when the server refuses. */
export function useReview(videos: readonly string[]) {
  const queues = useQueues(videos);
  const refresh = useRefreshReview();
  const [changes, step] = useReducer(stepped, []);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [sender] = useState(() => new Sender());
  const numbers = useRef(new Map<number, number>());
  const applied = useRef(new Map<number, boolean>());
  const said = useRef(new Map<number, string>());
  const newest = useRef<string | null>(null);
  /** One message at a time: many quick answers would bury the page. */
  const tell = useCallback((ids: readonly number[], says: string, offer?: { label: string; run: () => void }) => {
    if (newest.current !== null) unsay(newest.current);
    const message = say(says, offer);
    newest.current = message;
    for (const id of ids) said.current.set(id, message);
  }, []);

  const loaded = useMemo(() => queues.found.map(loadedOf), [queues.found]);
  const items = useMemo(() => open(loaded, changes), [loaded, changes]);
  useEffect(() => {
    for (const { video, head } of loaded) sender.saw(video, head);
  }, [loaded, sender]);

  /** Send one entry about a change; what the server says settles it. */
  const settle = useCallback(
    (id: number, video: string, ask: (head: number) => Promise<Decided>, onError: (error: unknown) => void) => {
      sender.send(video, ask).then(
        ({ decision, untaught }) => {
          if (!numbers.current.has(id)) numbers.current.set(id, decision.number);
          step({ kind: "kept", id, entry: decision.number });
          if (untaught !== null) complain("Other videos learn nothing from it", untaught);
          refresh();
        },
        (error: unknown) => {
          step({ kind: "refused", id });
          const message = said.current.get(id);
          if (message !== undefined) unsay(message);
          onError(error);
          refresh();
        },
      );
    },
    [sender, refresh],
  );

  const turn = useCallback(
    (change: Pick<Change, "id" | "video" | "takesBack" | "says">, isApplied: boolean) => {
      // An old message may offer what was done since.
      if (applied.current.get(change.id) === isApplied) return;
      applied.current.set(change.id, isApplied);
      step({ kind: "turned", id: change.id, isApplied });
      tell([change.id], isApplied ? `Put back: ${change.says}` : `Undone: ${change.says}`);
      const ask = (head: number) => {
        const number = change.takesBack ?? numbers.current.get(change.id);
        if (number === undefined) throw new Error("It was refused, so there is nothing to take back.");
        const isUndo = isApplied === (change.takesBack !== null);
        return isUndo ? undoDecision(change.video, head, number) : redoDecision(change.video, head, number);
      };
      settle(change.id, change.video, (head) => Promise.resolve().then(() => ask(head)), (error) => {
        applied.current.set(change.id, !isApplied);
        complain(isApplied ? "It could not be put back" : "It could not be undone", messageOf(error));
      });
    },
    [settle, tell],
  );

  const make = useCallback(
    (wanted: Wanted, says: string, also: readonly Item[], least: number, isTogether: boolean): Change["id"] => {
      const id = (lastId += 1);
      const { video } = wanted;
      applied.current.set(id, true);
      const takesBack = "undo" in wanted ? { takesBack: wanted.undo } : {};
      step({ kind: "made", id, video, items: [...wanted.items, ...also], says, ...takesBack });
      const ask = (known: number) => {
        const head = Math.max(known, least);
        return "undo" in wanted ? undoDecision(video, head, wanted.undo) : decide(video, { ...wanted.body, together: isTogether, head });
      };
      settle(id, video, ask, (error) => {
        const refused = refusedOf(error);
        if (refused === null) {
          complain(`Not kept: ${says}`, messageOf(error));
          return;
        }
        const head = refused.kind === "changed" ? (refused.number ?? least) : least;
        setRefusal({ ...refused, says, wanted, also, head, isTogether: isTogether || refused.kind === "together" });
      });
      return id;
    },
    [settle],
  );

  const insist = useCallback(() => {
    if (refusal === null) return;
    setRefusal(null);
    make(refusal.wanted, refusal.says, refusal.also, refusal.head, refusal.isTogether);
  }, [refusal, make]);

  /** Decide, and say so with a way back. */
  const act = useCallback(
    (chosen: readonly Item[], what: Act) => {
      const isEach = what.kind === "apart" || what.kind === "take_back" || (what.kind === "merge" && chosen.every((item) => item.sides.length > 1));
      const rounds = isEach ? chosen.map((item) => [item]) : [chosen];
      const done = rounds.flatMap((some) => wantedOf(some, what)).map((wanted) => {
        const says = doneOf(wanted.items, what);
        const id = make(wanted, says, alsoAnswered(items, wanted.items, what), 0, false);
        return { id, video: wanted.video, takesBack: "undo" in wanted ? wanted.undo : null, says };
      });
      if (done.length === 0) {
        complain("Nothing was decided", what.kind === "merge" ? "One person takes two: choose with whom." : "This takes another kind of question.");
        return false;
      }
      setRefusal(null);
      const says = isEach && done.length > 1 ? `${String(done.length)} questions answered` : doneOf(chosen, what);
      const undoAll = () => done.toReversed().forEach((one) => turn(one, false));
      tell(done.map(({ id }) => id), says, { label: "Undo", run: undoAll });
      return true;
    },
    [items, make, turn, tell],
  );

  /** Decide about tracks, whatever the queue says of them. */
  const correct = useCallback(
    (video: string, body: Omit<Asked, "head">, says: string) => {
      const id = make({ video, items: [], body }, says, [], 0, false);
      tell([id], says, { label: "Undo", run: () => turn({ id, video, takesBack: null, says }, false) });
    },
    [make, turn, tell],
  );

  /** Take back an entry of the journal that was made elsewhere or earlier, or put it back. */
  const turnEntry = useCallback(
    (video: string, number: number | null, isUndo: boolean) => {
      const mine = changes.find((change) => change.video === video && change.number === number && change.takesBack === null);
      if (mine !== undefined) {
        turn(mine, !isUndo);
        return;
      }
      const ask = isUndo ? undoDecision : redoDecision;
      sender.send(video, (head) => ask(video, head, number)).then(
        ({ decision }) => {
          say(isUndo ? "Undone" : "Put back", undefined, decision.text);
          refresh();
        },
        (error: unknown) => complain(isUndo ? "Nothing was undone" : "Nothing was put back", messageOf(error)),
      );
    },
    [changes, turn, sender, refresh],
  );

  return {
    items,
    loaded,
    isPending: queues.isPending,
    error: queues.error,
    hasResults: queues.found.length > 0,
    /** The first video about which anything was decided. */
    decided: queues.found.find(({ head }) => head > 0)?.video,
    /** Whether answers are still on their way into the results. */
    isFollowing: queues.found.some((queue) => !queue.isCurrent) || changes.some((change) => change.isWaiting),
    changes,
    undoable: undoable(changes),
    redoable: redoable(changes),
    refusal,
    insist,
    dismiss: useCallback(() => setRefusal(null), []),
    act,
    turn,
    correct,
    turnEntry,
    refresh,
  };
}

export type Reviewing = ReturnType<typeof useReview>;
