"use client";

import { useCallback, useEffect, useRef } from "react";

/** Keeps what is typed while a window is on its way, for its field to begin with. */
export function useTypedAhead(isOn: boolean): () => string {
  const typed = useRef("");
  useEffect(() => {
    if (!isOn) return;
    typed.current = "";
    const hear = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.length !== 1 || document.querySelector("[role=dialog]") !== null) return;
      typed.current += event.key;
      event.preventDefault();
    };
    window.addEventListener("keydown", hear, true);
    return () => window.removeEventListener("keydown", hear, true);
  }, [isOn]);
  return useCallback(() => typed.current, []);
}
