/** How well somebody can be recognised, and what became of pictures, in words. */

import type { Person, PhotoVerdict, Seed } from "@/api";
import { count } from "@/lib/format";
import type { Tone } from "@/ui/badge";

export interface Said {
  tone: Tone;
  text: string;
  /** What to do about it; empty where nothing is to be done. */
  advice: string;
}

/** Below so many pictures somebody is recognised in few lights only. */
const ENOUGH = 2;

/** What the pictures of somebody are good for. `seeds` say more, once they are known. */
export function teachingOf(person: Person, seeds: readonly Seed[] | undefined): Said {
  const all = person.photographs + person.confirmed_faces;
  if (person.is_being_forgotten) return { tone: "mute", text: "Being forgotten", advice: "It is done as soon as nothing runs." };
  if (all === 0) return { tone: "warn", text: "No pictures", advice: "Without a picture nobody can be recognised. Add photographs." };
  const of = (...states: string[]) => (seeds ?? []).filter(({ state }) => states.includes(state)).length;
  const [gone, unlike] = [of("refused", "taken back"), of("unlike the others")];
  if (gone === all) return { tone: "err", text: "No usable picture", advice: "Add photographs with one sharp face each." };
  if (unlike > 0) return { tone: "warn", text: `${count(unlike, "picture")} unlike the others`, advice: "Look whether it shows somebody else." };
  if (all - gone < ENOUGH) return { tone: "warn", text: "1 picture", advice: "Add another in different light; two or more help most." };
  if (gone > 0) return { tone: "mute", text: `${String(all - gone)} of ${String(all)} pictures used`, advice: "" };
  return { tone: "mute", text: count(all, "picture"), advice: "" };
}

/** The state of one picture. */
export function stateOf(seed: Pick<Seed, "state" | "reason">): Said {
  const advice = seed.reason === "" ? "" : `${seed.reason.charAt(0).toUpperCase()}${seed.reason.slice(1)}.`;
  switch (seed.state) {
    case "used":
      return { tone: "ok", text: "Used", advice };
    case "unlike the others":
      return { tone: "warn", text: "Unlike the others", advice };
    case "refused":
      return { tone: "err", text: "Not used", advice };
    case "taken back":
      return { tone: "mute", text: "Taken back", advice };
    default:
      return { tone: "info", text: "New", advice: "The next run of a film looks at it." };
  }
}

/** What to do about a photograph that was not taken. */
const REMEDIES: Record<string, string> = {
  no_face: "Choose one where the face is to be seen from the front or the side.",
  several_faces: "Crop it to this person, or choose one where they are alone.",
  too_small: "Choose a larger one, or come closer: the face needs 48 pixels in width, 96 are better.",
  blurred: "Choose a sharp one.",
  duplicate: "Choose another one; copies teach nothing.",
  unreadable: "Save it as JPEG, PNG, WebP or BMP of at most 50 MB.",
};

export function verdictOf(verdict: Pick<PhotoVerdict, "state" | "code" | "reason">): Said {
  const reason = verdict.reason === "" ? "" : `${verdict.reason.charAt(0).toUpperCase()}${verdict.reason.slice(1)}.`;
  if (verdict.state === "refused") {
    const remedy = REMEDIES[verdict.code ?? ""] ?? "Choose another one.";
    return { tone: "err", text: "Not used", advice: `${reason} ${remedy}`.trim() };
  }
  if (verdict.state === "known") return { tone: "mute", text: "Here already", advice: reason };
  return reason === "" ? { tone: "ok", text: "Added", advice: "" } : { tone: "warn", text: "Added", advice: reason };
}

/** How near two faces are, as words beside the number. */
export function nearnessOf(distance: number, same: number): Said {
  if (distance <= same) return { tone: "accent", text: "Looks alike", advice: "Pictures as near as this usually show one person." };
  if (distance <= same * 1.3) return { tone: "mute", text: "Somewhat alike", advice: "Rarely one person. Look closely." };
  return { tone: "mute", text: "Not alike", advice: "" };
}
