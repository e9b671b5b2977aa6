/** How a page asks for the ways to add videos, which are part of no page. */

export type Adding = "files" | "folder" | "elsewhere";

const EVENT = "telecine:add";

export function askToAdd(how: Adding): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: how }));
}

/** Be told when a page asks; answers with what ends that. */
export function onAsked(run: (how: Adding) => void): () => void {
  const heard = (event: Event) => {
    if (event instanceof CustomEvent) run(event.detail as Adding);
  };
  window.addEventListener(EVENT, heard);
  return () => window.removeEventListener(EVENT, heard);
}
