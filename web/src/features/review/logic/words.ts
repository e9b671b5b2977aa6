/** How questions and decisions are said. */

import { secs } from "@/lib/format";

import type { Act } from "./acts";
import type { Choice } from "./choices";
import { type Item, secondsOf, subjectOf } from "./queue";
/** The question as a title. The likeliest answer is in it where something speaks for it. */
export function titleOf(item: Item, choices: readonly Choice[]): string {
  const [one] = item.sides;
  switch (item.question.why) {
    case "pair":
      return one?.person == null ? "Are these one person?" : `Is this ${one.label ?? "the same person"} too?`;
    case "conflict":
      return `Which one is ${one?.label ?? "it"}?`;
    case "not_a_face":
      return "Is this a face?";
    case "needs_a_look":
      return "Does this still hold?";
    case "unsure":
      return `Is this ${one?.label ?? "right"}?`;
    case "unknown": {
      const first = choices[0];
      return first?.isLikely === true ? `Is this ${first.title}?` : "Who is this?";
    }
  }
}

/** Why it is asked, as a sentence of its own. */
export function reasonOf(item: Item): string {
  const { why, text } = item.question;
  const said = why === "pair" ? text.slice(text.indexOf(": ") + 2) : text;
  const trimmed = said.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

/** What was done, with its seconds: the words of the message and of the history. */
export function doneOf(items: readonly Item[], act: Act): string {
  const stake = secs(act.kind === "split" ? act.seconds : secondsOf(items));
  const who = items.length === 1 && items[0] !== undefined ? (subjectOf(items[0])?.label ?? "It") : `${String(items.length)} questions`;
  switch (act.kind) {
    case "name": {
      const isConfirmed = items.every((item) => item.question.why === "unsure" && item.sides[0]?.person === act.person);
      return isConfirmed ? `${act.name} confirmed, ${stake}` : `${stake} to ${act.name}`;
    }
    case "nobody":
      return `${who}: nobody who can be named, ${stake}`;
    case "exclude":
      return `${who} left out, ${stake} no longer counted`;
    case "merge": {
      const names = [...new Set([...items.flatMap((item) => item.sides.map((side) => side.label ?? "?")), ...(act.with === undefined ? [] : [act.with.label])])];
      return names.length === 2 ? `${names.join(" and ")} are one person, ${stake}` : `${String(names.length)} made one person, ${stake}`;
    }
    case "apart":
      return `Two people, ${stake} stay apart`;
    case "split":
      return `${who} split, ${stake} to somebody else`;
    case "lock":
      return `${who} locked, ${stake} stay as they are`;
    case "take_back":
      return `Decision ${String(act.number)} taken back`;
  }
}

/** What an answer leads to, before it is given. `now` is what its person has in the video. */
export function followsOf(items: readonly Item[], choice: Choice, now: number): string {
  const stake = secondsOf(items);
  const { act } = choice;
  switch (act.kind) {
    case "name": {
      if (items.every((item) => item.sides[0]?.person === act.person)) return `${act.name} keeps ${secs(stake)}; later runs do not change it.`;
      return `${act.name} gets ${secs(stake)}, and then has ${secs(now + stake)} in this video.`;
    }
    case "exclude":
      return `${secs(stake)} count for nobody.`;
    case "merge":
      return `${secs(stake)} move to one name.`;
    case "apart":
      return `${secs(stake)} stay where they are, and nobody asks again.`;
    case "nobody":
    case "lock":
    case "split":
    case "take_back":
      return `${secs(stake)} are at stake.`;
  }
}
