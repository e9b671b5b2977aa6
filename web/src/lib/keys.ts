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
} as const satisfies Record<string, { keys: readonly string[]; says: string; group: string }>;

export type KeyId = keyof typeof KEYS;

type Pressed = Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey" | "shiftKey">;

/** Whether a key press is what a line of the map means. `Mod` is Ctrl, and Cmd on a Mac. */
export function matches(written: string, pressed: Pressed): boolean {
  const parts = written.split("+");
  const key = parts.pop() ?? "";
  const wants = (name: string) => parts.includes(name);
  if (wants("Mod") !== (pressed.metaKey || pressed.ctrlKey) || wants("Alt") !== pressed.altKey) return false;
  // The Shift of "?" is part of the character; the Shift of a letter or an arrow has to be written.
  const isCharacter = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (!isCharacter && wants("Shift") !== pressed.shiftKey) return false;
  return pressed.key.toLowerCase() === key.toLowerCase();
}

/** How a key is shown: `Ctrl K`, `⌘ K`. */
export function shownKeys(id: KeyId, isMac: boolean): string[] {
  const [first = ""] = KEYS[id].keys;
  const names: Record<string, string> = { Mod: isMac ? "⌘" : "Ctrl", Escape: "Esc", Delete: "Del", Shift: "Shift" };
  return first.split("+").map((part) => names[part] ?? part.toUpperCase());
}

const listeners = new Map<KeyId, (() => void)[]>();

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  for (const [id, waiting] of listeners) {
    const run = waiting.at(-1);
    const meant = KEYS[id].keys.find((written) => matches(written, event));
    if (run === undefined || meant === undefined) continue;
    if (isTyping(event.target) && id !== "palette") continue;
    if (id !== "palette" && id !== "help" && document.querySelector("[role=dialog],[role=menu]") !== null) continue;
    event.preventDefault();
    run();
    return;
  }
}

/** Run something on a key while a component is shown; the newest listener of a key is heard. */
export function useKey(id: KeyId, run: () => void, isOn = true): void {
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  useEffect(() => {
    if (!isOn) return;
    const mine = () => newest.current();
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
