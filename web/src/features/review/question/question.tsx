"use client";

import { Columns2, UserRound } from "lucide-react";
import { type ReactNode, useMemo } from "react";

import { useMembers } from "@/api/queries/review";
import { clock, count, secs } from "@/lib/format";
import { coloursOf } from "@/lib/people";
import { KINDS } from "@/parts/question/words";
import { Badge, Key, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Picture } from "@/ui/picture";

import { ChoiceCard } from "./choice-card";
import { Frame } from "./frame";
import type { Choice } from "../logic/choices";
import { type Item, secondsOf, subjectOf } from "../logic/queue";
import { followsOf, reasonOf, titleOf } from "../logic/words";
import { Pictures, SideView } from "./pictures";

const TONES: Record<Item["question"]["why"], Tone> = {
  conflict: "err",
  needs_a_look: "warn",
  unknown: "mute",
  unsure: "warn",
  pair: "info",
  not_a_face: "mute",
};

interface Props {
  item: Item;
  selected: readonly Item[];
  title: string | null;
  choices: readonly Choice[];
  chosen: Choice | undefined;
  /** Seconds that the chosen person has now. */
  now: number;
  isComparing: boolean;
  onChoose: (choice: Choice) => void;
  onAccept: (choice: Choice) => void;
  onCompare: () => void;
  onFilm: () => void;
  onWhy: () => void;
}

/** One question: whom it is about, what it may be, and what follows. */
export function QuestionView(props: Props) {
  const { item, selected, title, choices, chosen, now, isComparing, onChoose, onAccept, onCompare, onFilm, onWhy } = props;
  const film = <InFilm item={item} onFilm={onFilm} onWhy={onWhy} />;
  const targets = selected.length > 0 ? selected : [item];
  const colours = useMemo(() => coloursOf(choices.map((choice) => choice.person)), [choices]);
  return (
    <article aria-labelledby="question" className="mx-auto w-full max-w-6xl px-8 pt-6 pb-8 max-md:px-4 max-md:pt-3">
      <p className="num mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-12 text-fg-3">
        <Badge tone={TONES[item.question.why]}>{KINDS[item.question.why]}</Badge>
        {title !== null && <span className="truncate">{title}</span>}
        <span>at {clock(item.question.at.seconds)}</span>
        {selected.length > 1 && <Badge tone="accent">{selected.length} selected</Badge>}
      </p>
      <div className="flex items-baseline justify-between gap-6">
        <h2 id="question" className="text-28 font-semibold tracking-tight text-balance max-md:text-20">
          {selected.length > 1 ? `${titleOf(item, choices)} And ${count(selected.length - 1, "other")}.` : titleOf(item, choices)}
        </h2>
        <p className="num shrink-0 text-right">
          <span className="text-20 font-semibold tracking-tight max-md:text-16">{secs(secondsOf(targets))}</span>
          <span className="ml-1.5 text-12 text-fg-3">at stake</span>
        </p>
      </div>
      <p className="num mt-1 mb-5 max-w-2xl text-fg-2 max-md:mb-4">{reasonOf(item)}</p>
      {selected.length > 1 ? (
        <Selected items={selected} />
      ) : isComparing && item.sides.length < 2 ? (
        <Compared item={item} chosen={chosen} film={film} />
      ) : (
        <Shown item={item} film={film} />
      )}
      <div className="mt-6 mb-2 flex min-h-7 items-center gap-3">
        <p id="answers" className="num flex-1 text-fg-2" aria-live="polite">
          {chosen === undefined ? (choices.length > 0 ? "Choose an answer, or say who it is." : "Nobody is known yet. Say who it is.") : followsOf(targets, chosen, now)}
        </p>
        {item.sides.length === 1 && selected.length < 2 && chosen !== undefined && chosen.pictures.length + chosen.groups.length > 0 && (
          <Button look="ghost" aria-pressed={isComparing} onClick={onCompare} className="aria-pressed:bg-press aria-pressed:text-fg">
            <Columns2 aria-hidden /> Compare <Key>Space</Key>
          </Button>
        )}
      </div>
      <div role="radiogroup" aria-labelledby="answers" className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-2">
        {choices.map((choice, place) => (
          <ChoiceCard
            key={choice.id}
            choice={choice}
            number={place + 1}
            isChosen={choice.id === chosen?.id}
            colour={choice.person === null ? null : (colours[place] ?? null)}
            onChoose={() => onChoose(choice)}
            onAccept={() => onAccept(choice)}
          />
        ))}
      </div>
    </article>
  );
}

/** Where in the film it is, with the ways there. */
function InFilm({ item, onFilm, onWhy }: { item: Item; onFilm: () => void; onWhy: () => void }) {
  return (
    <div>
      <Frame video={item.video} run={item.run} at={item.question.at} meant={item.groups} />
      <div className="mt-1.5 -ml-2 flex flex-wrap max-md:hidden">
        <Button look="ghost" className="px-2!" onClick={onFilm}>
          Show in the film <Key>F</Key>
        </Button>
        <Button look="ghost" className="px-2!" onClick={onWhy}>
          Why does it count? <Key>W</Key>
        </Button>
      </div>
    </div>
  );
}

function Shown({ item, film }: { item: Item; film: ReactNode }) {
  const subject = subjectOf(item);
  const [one, other] = item.sides;
  if (one === undefined || subject === undefined) return <div className="max-w-xl">{film}</div>;
  if (other !== undefined) {
    return (
      <div className="grid grid-cols-2 gap-x-5 gap-y-5 lg:grid-cols-[minmax(0,16rem)_minmax(0,16rem)_1fr]">
        <SideView side={one} isNarrow />
        <SideView side={other} isNarrow />
        <div className="max-lg:col-span-2 max-lg:max-w-md lg:max-w-104">{film}</div>
      </div>
    );
  }
  return (
    <div className="grid gap-x-6 gap-y-5 lg:grid-cols-[1fr_minmax(0,26rem)]">
      <SideView side={one} />
      <div>{film}</div>
    </div>
  );
}

/** The face in question beside whoever was chosen. */
function Compared({ item, chosen, film }: { item: Item; chosen: Choice | undefined; film: ReactNode }) {
  const members = useMembers(item.video, item.run, chosen?.groups ?? [], chosen !== undefined);
  const [side] = item.sides;
  const found = (members.data ?? []).flatMap(({ picture }) => (picture === null ? [] : [picture]));
  const pictures = [...new Set([...(chosen?.pictures ?? []), ...found])].filter((address) => side?.pictures.includes(address) !== true);
  return (
    <div className="grid grid-cols-2 gap-x-5 gap-y-5 lg:grid-cols-[minmax(0,16rem)_minmax(0,16rem)_1fr]">
      {side !== undefined && <SideView side={side} title={`${side.label ?? "This"}, in question`} isNarrow />}
      <figure className="min-w-0">
        {pictures.length > 0 ? (
          <Pictures addresses={pictures} label={chosen?.title ?? ""} isNarrow />
        ) : (
          <p className="grid aspect-square max-w-64 place-items-center rounded-3 bg-surface-2 p-4 text-center text-fg-2">No other pictures of {chosen?.title ?? "the answer"}.</p>
        )}
        <figcaption className="mt-2.5 truncate font-medium">{chosen?.title ?? "Choose an answer"}</figcaption>
      </figure>
      <div className="max-lg:col-span-2 max-lg:max-w-md lg:max-w-104">{film}</div>
    </div>
  );
}

/** Everybody who is selected, one picture each. */
function Selected({ items }: { items: readonly Item[] }) {
  return (
    <ul className="flex max-h-72 flex-wrap gap-3 overflow-y-auto">
      {items.slice(0, 60).map((item) => (
        <li key={item.key} className="w-26">
          <Tile item={item} />
        </li>
      ))}
      {items.length > 60 && <li className="grid size-26 place-items-center rounded-2 bg-surface-2 text-fg-2">{items.length - 60} more</li>}
    </ul>
  );
}

function Tile({ item }: { item: Item }) {
  const side = subjectOf(item);
  return (
    <figure>
      <span className="block size-26 overflow-hidden rounded-2 bg-surface-2">
        <Picture address={side?.pictures[0] ?? null} alt={`${side?.label ?? "Decision"}, best picture`} icon={UserRound} />
      </span>
      <figcaption className="num mt-1 truncate text-12 text-fg-2">
        {side?.label ?? "Decision"} · {secs(item.seconds)}
      </figcaption>
    </figure>
  );
}
