/** Every key of every page, in one place: what the key map shows is what the pages listen to. */

import { useEffect, useRef } from "react";

export const KEYS = {
  palette: { keys: ["Mod+k"], says: "Search and commands", group: "Everywhere" },
  help: { keys: ["?"], says: "Show these keys", group: "Everywhere" },
  search: { keys: ["/"], says: "Search this page", group: "Everywhere" },
  close: { keys: ["Escape"], says: "Close, or clear the selection", group: "Everywhere" },
  theme: { keys: ["Shift+D"], says: "Dark or light", group: "Everywhere" },
  "library.add": { keys: ["a"], says: "Add videos", group: "Library" },
  "library.link": { keys: ["u"], says: "Add from a link or folder", group: "Library" },
  "library.view": { keys: ["v"], says: "Grid or table", group: "Library" },
  "library.all": { keys: ["Mod+a"], says: "Select everything shown", group: "Library" },
  "library.analyse": { keys: ["r"], says: "Analyse what is selected", group: "Library" },
  "library.delete": { keys: ["Delete"], says: "Remove what is selected", group: "Library" },
  "jobs.all": { keys: ["Mod+a"], says: "Select everything shown", group: "Jobs" },
  "jobs.stop": { keys: ["s"], says: "Stop what is selected", group: "Jobs" },
  "jobs.retry": { keys: ["r"], says: "Retry what is selected from where it stopped", group: "Jobs" },
  "jobs.remove": { keys: ["Delete"], says: "Remove what is selected", group: "Jobs" },
  "video.play": { keys: ["Space"], says: "Play or pause", group: "Video" },
  "video.forward": { keys: ["l"], says: "Forwards, each time faster", group: "Video" },
  "video.stop": { keys: ["k"], says: "Stop", group: "Video" },
  "video.backward": { keys: ["j"], says: "Backwards, each time faster", group: "Video" },
  "video.nextFrame": { keys: ["."], says: "Next frame", group: "Video" },
  "video.lastFrame": { keys: [","], says: "Previous frame", group: "Video" },
  "video.nextShot": { keys: ["ArrowRight"], says: "Next shot", group: "Video" },
  "video.lastShot": { keys: ["ArrowLeft"], says: "Previous shot", group: "Video" },
  "video.nextAppearance": { keys: ["Shift+ArrowRight"], says: "Where the chosen person appears next", group: "Video" },
  "video.lastAppearance": { keys: ["Shift+ArrowLeft"], says: "Where the chosen person appeared before", group: "Video" },
  "video.personAbove": { keys: ["ArrowUp"], says: "Choose the person above", group: "Video" },
  "video.personBelow": { keys: ["ArrowDown"], says: "Choose the person below", group: "Video" },
  "video.in": { keys: ["["], says: "The span begins here", group: "Video" },
  "video.out": { keys: ["]"], says: "The span ends here", group: "Video" },
  "video.mark": { keys: ["m"], says: "Mark this frame, or take its mark away", group: "Video" },
  "video.boxes": { keys: ["b"], says: "Names over the picture", group: "Video" },
  "video.mute": { keys: ["s"], says: "Sound on or off", group: "Video" },
  "video.fullscreen": { keys: ["f"], says: "Full screen", group: "Video" },
  "video.closer": { keys: ["+", "="], says: "Timeline: closer", group: "Video" },
  "video.farther": { keys: ["-"], says: "Timeline: farther away", group: "Video" },
  "video.whole": { keys: ["0"], says: "Timeline: the whole film", group: "Video" },
  "review.choose": { keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: "1 to 9", says: "Choose an answer", group: "Review" },
  "review.accept": { keys: ["Enter"], says: "Accept the chosen answer", group: "Review" },
  "review.new": { keys: ["n"], says: "Somebody new", group: "Review" },
  "review.merge": { keys: ["m"], says: "One person with somebody else", group: "Review" },
  "review.split": { keys: ["s"], says: "Split: some pictures show somebody else", group: "Review" },
  "review.exclude": { keys: ["x"], says: "Leave out: does not count", group: "Review" },
  "review.unknown": { keys: ["u"], says: "Nobody who can be named", group: "Review" },
  "review.lock": { keys: ["l"], says: "Lock: stays as it is, whatever is found later", group: "Review" },
  "review.compare": { keys: ["Space"], says: "Compare with the chosen answer", group: "Review" },
  "review.film": { keys: ["f"], says: "Show in the film", group: "Review" },
  "review.why": { keys: ["w"], says: "Why does a face count here, or not?", group: "Review" },
  "review.next": { keys: ["ArrowRight", "ArrowDown"], says: "Next question", group: "Review" },
  "review.previous": { keys: ["ArrowLeft", "ArrowUp"], says: "Previous question", group: "Review" },
  "review.more": { keys: ["Shift+ArrowRight", "Shift+ArrowDown"], says: "Select the next one, too", group: "Review" },
  "review.fewer": { keys: ["Shift+ArrowLeft", "Shift+ArrowUp"], says: "Select the previous one, too", group: "Review" },
  "review.all": { keys: ["Mod+a"], says: "Select all questions of this kind", group: "Review" },
  "review.undo": { keys: ["z", "Mod+z"], says: "Undo", group: "Review" },
  "review.redo": { keys: ["Shift+Z", "Shift+Mod+Z"], says: "Redo", group: "Review" },
  "review.history": { keys: ["h"], says: "What was decided", group: "Review" },
  "people.add": { keys: ["a"], says: "Add somebody", group: "People" },
  "people.view": { keys: ["v"], says: "Portraits or table", group: "People" },
  "person.photos": { keys: ["a"], says: "Add photographs", group: "Person" },
  "person.rename": { keys: ["e"], says: "Change the name", group: "Person" },
  "person.teach": { keys: ["t"], says: "Learn from a film", group: "Person" },
  "person.merge": { keys: ["m"], says: "Make one person of two", group: "Person" },
} as const satisfies Record<string, { keys: readonly string[]; shown?: string; says: string; group: string }>;

export type KeyId = keyof typeof KEYS;

type Pressed = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey">;

function partsOf(written: string): string[] {
  return written === "+" ? ["+"] : written.split("+");
}

/** Whether a key press is what a line of the map means. `Mod` is Ctrl, and Cmd on a Mac. */
export function matches(written: string, pressed: Pressed): boolean {
  const parts = partsOf(written);
  const key = parts.pop() ?? "";
  const wants = (name: string) => parts.includes(name);
  if (wants("Mod") !== (pressed.metaKey || pressed.ctrlKey) || wants("Alt") !== pressed.altKey) return false;
  // The Shift of "?" is part of the character; the Shift of a letter or an arrow has to be written.
  const isCharacter = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!isCharacter && wants("Shift") !== pressed.shiftKey) return false;
  return (pressed.key === " " ? "space" : pressed.key.toLowerCase()) === key.toLowerCase();
}

/** How a key is shown: `Ctrl K`, `⌘ K`. */
export function shownKeys(id: KeyId, isMac: boolean): string[] {
  const map: { keys: readonly string[]; shown?: string } = KEYS[id];
  if (map.shown !== undefined) return [map.shown];
  return partsOf(map.keys[0] ?? "").map((part) => (part === "Mod" && isMac ? "⌘" : (NAMES[part] ?? part.toUpperCase())));
}

const NAMES: Record<string, string> = {
  Mod: "Ctrl",
  Escape: "Esc",
  Delete: "Del",
  Shift: "Shift",
  Enter: "Enter",
  Space: "Space",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

type Listener = (pressed: string) => void;

const listeners = new Map<KeyId, Listener[]>();

/** A button that has the focus takes Enter and Space for itself. */
function isPressing(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return event.target instanceof Element && event.target.closest("button:not([role=radio]),a,summary,input,[role=menuitem],[role=button]") !== null;
}

function isTyping(target: EventTarget | null): boolean {
  // Nothing is written into a box that is ticked.
  if (target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)) return false;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  for (const [id, waiting] of listeners) {
    const run = waiting.at(-1);
    const meant = KEYS[id].keys.find((written) => matches(written, event));
    if (run === undefined || meant === undefined) continue;
    if ((isTyping(event.target) && id !== "palette") || isPressing(event)) continue;
    if (id !== "palette" && id !== "help" && document.querySelector("[role=dialog],[role=menu]") !== null) continue;
    event.preventDefault();
    run(event.key);
    return;
  }
}

/** Run something on a key while a component is shown; the newest listener of a key is heard. */
export function useKey(id: KeyId, run: Listener, isOn = true): void {
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  useEffect(() => {
    if (!isOn) return;
    const mine = (pressed: string) => newest.current(pressed);
    if (listeners.size === 0) window.addEventListener("keydown", heard);
    listeners.set(id, [...(listeners.get(id) ?? []), mine]);
    return () => {
      const others = (listeners.get(id) ?? []).filter((other) => other !== mine);
      if (others.length > 0) listeners.set(id, others);
      else listeners.delete(id);
      if (listeners.size === 0) window.removeEventListener("keydown", heard);
    };
  }, [id, isOn]);
}
