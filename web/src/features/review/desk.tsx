"use client";

import dynamic from "next/dynamic";
import { useEffect, useMemo, useState } from "react";

import { type Command, useCommands } from "@/lib/commands";
import { type UrlState, useGo } from "@/lib/url-state";

import { ACTION_ICONS, type Action, ActionBar } from "./action-bar";
import type { Act } from "./logic/acts";
import { type Choice, choicesOf } from "./logic/choices";
import type { Known } from "./logic/known";
import { type Item, subjectOf } from "./logic/queue";
import { TypedAhead } from "./logic/typed-ahead";
import type { Asking } from "./panels/who";
import { QuestionView } from "./question/question";
import { useReviewKeys } from "./use-keys";
import type { Position } from "./use-position";
import type { Reviewing } from "./use-review";
import type { View } from "./use-view";

const Who = dynamic(() => import("./panels/who"), { ssr: false });
const Split = dynamic(() => import("./panels/split"), { ssr: false });
const Why = dynamic(() => import("./panels/why"), { ssr: false });

interface Props {
  item: Item;
  known: { known: Known; isReady: boolean };
  review: Reviewing;
  position: Position;
  url: UrlState;
  view: View;
  show: (view: View) => void;
  title: string | null;
}

/** The question that is shown, and everything that can be done with it. */
export function Desk({ item, known: { known }, review, position, url, view, show, title }: Props) {
  const go = useGo();
  const [picked, pick] = useState<{ key: string; choice: string } | null>(null);
  const [track, setTrack] = useState<string | null>(null);
  const [typed] = useState(() => new TypedAhead(globalThis));
  const ask = (asking: Asking) => {
    typed.begin();
    show(asking);
  };
  const choices = useMemo(() => choicesOf(item, known), [item, known]);
  const first = choices[0]?.isLikely === true ? choices[0] : undefined;
  const chosen = picked?.key === item.key ? choices.find((choice) => choice.id === picked.choice) : first;
  const targets = position.selected.length > 0 ? position.selected : [item];
  const now = known.people.find((one) => one.person !== null && one.person === chosen?.person)?.visible.seconds ?? 0;

  const decide = (act: Act) => {
    position.stay();
    if (view !== "") show("");
    review.act(targets, act);
  };
  const accept = (choice: Choice | undefined) => choice !== undefined && decide(choice.act);
  const answer = (asking: Asking, act: Act) => {
    if (track === null || act.kind !== "name") {
      decide(act);
      return;
    }
    const who = act.person === undefined ? { name: act.name, person: null } : { person: act.person, name: null };
    const base = { run: item.run, groups: [], others: [], other_groups: [], nobody: false, together: false };
    review.correct(item.video, { ...base, kind: "assign", tracks: [track], teach: act.teach ?? false, ...who }, `Track is ${act.name}`);
    setTrack(null);
    show(asking === "merge" ? "" : "why");
  };
  const isPair = item.sides.length > 1 && item.question.why === "pair";
  const film = () => {
    position.rest();
    go(`/video/?id=${item.video}&t=${item.question.at.seconds.toFixed(3)}`);
  };
  const run = {
    new: () => ask("new"),
    search: () => ask("search"),
    merge: () => (isPair || targets.length > 1 ? decide({ kind: "merge" }) : ask("merge")),
    split: () => (isPair ? decide({ kind: "apart" }) : show("split")),
    exclude: () => decide({ kind: "exclude" }),
    unknown: () => decide({ kind: "nobody" }),
    lock: () => decide({ kind: "lock" }),
    film,
    why: () => show("why"),
  };
  useReviewKeys(
    {
      choose: (number) => {
        const choice = choices[number - 1];
        if (choice !== undefined) pick({ key: item.key, choice: choice.id });
      },
      accept: () => accept(chosen),
      compare: () => show(view === "compare" ? "" : "compare"),
      actions: run,
    },
    { go: position.go, extend: position.extend, all: position.all, clear: position.clear, isSelecting: position.selected.length > 0 },
    view === "" || view === "compare",
  );
  // What is typed right after a key has to find its window.
  useEffect(() => void Promise.all([import("./panels/who"), import("./panels/split"), import("./panels/why")]), []);

  const isEmpty = item.groups.length === 0;
  const isOneGroup = targets.length === 1 && (subjectOf(item)?.groups.length ?? 0) === 1;
  const { UserPlus, Search, UsersRound, Split: SplitIcon, Ban, UserRoundX, Lock, Film, HelpCircle } = ACTION_ICONS;
  const actions: Action[] = [
    { key: "review.new", title: "New", icon: UserPlus, run: run.new, isOff: isEmpty },
    { key: "search", title: "Search", icon: Search, run: run.search, isOff: isEmpty },
    { key: "review.unknown", title: "Unknown", icon: UserRoundX, run: run.unknown, isOff: isEmpty },
    { key: "review.exclude", title: "Leave out", icon: Ban, run: run.exclude, isOff: isEmpty },
    { key: "review.merge", title: "Merge", icon: UsersRound, run: run.merge, isOff: isEmpty },
    { key: "review.split", title: "Split", icon: SplitIcon, run: run.split, isOff: isEmpty },
    { key: "review.lock", title: "Lock", icon: Lock, run: run.lock, isOff: !isOneGroup },
    { key: "review.why", title: "Why does it count?", icon: HelpCircle, run: run.why, isElsewhere: true },
    { key: "review.film", title: "Show in the film", icon: Film, run: run.film, isElsewhere: true },
  ];
  const commands = useMemo<Command[]>(
    () => [
      { id: "review why", title: "Why does a face count here, or not?", group: "Review", icon: HelpCircle, key: "review.why", run: () => show("why") },
      { id: "review search", title: "Search people", group: "Review", icon: Search, key: "search", run: () => show("search") },
      { id: "review history", title: "What was decided", group: "Review", key: "review.history", run: () => show("history") },
    ],
    [show, HelpCircle, Search],
  );
  useCommands(commands);

  const t = Number(url.query.get("t") ?? Number.NaN);
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <QuestionView
          item={item}
          selected={position.selected}
          title={title}
          choices={choices}
          chosen={chosen}
          now={now}
          isComparing={view === "compare"}
          onChoose={(choice) => pick({ key: item.key, choice: choice.id })}
          onAccept={accept}
          onCompare={() => show(view === "compare" ? "" : "compare")}
          onFilm={film}
          onWhy={run.why}
        />
      </div>
      <ActionBar accept={chosen === undefined ? null : { title: chosen.title, run: () => accept(chosen) }} actions={actions} />
      {(view === "new" || view === "search" || view === "merge") && (
        <Who
          asking={view}
          known={known}
          groups={item.groups}
          typed={typed}
          onClose={() => {
            setTrack(null);
            show("");
          }}
          onAct={(act) => answer(view, act)}
        />
      )}
      {view === "split" && <Split item={item} onClose={() => show("")} onAct={decide} />}
      {view === "why" && (
        <Why
          key={item.key}
          video={item.video}
          run={item.run}
          title={title ?? ""}
          at={Number.isFinite(t) ? t : item.question.at.seconds}
          onAt={(at) => url.set({ t: at.toFixed(2) })}
          onClose={() => show("")}
          onCorrect={(body, says) => review.correct(item.video, body, says)}
          onName={(named) => {
            setTrack(named);
            show("search");
          }}
        />
      )}
    </>
  );
}
