"use client";

import { Check, Copy as CopyIcon } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "./button";

const SHOWN_MS = 2000;

interface Props {
  text: string;
  /** What it is, for those who do not see it: `the key`. */
  what: string;
  isWord?: boolean;
}

/** Puts a text where it can be pasted from. */
export function Copy({ text, what, isWord = false }: Props) {
  const [state, setState] = useState<"ready" | "done" | "failed">("ready");
  useEffect(() => {
    if (state === "ready") return;
    const timer = setTimeout(() => setState("ready"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    // Pages that came without TLS from another machine have no clipboard.
    const clipboard = (navigator as { clipboard?: Clipboard }).clipboard;
    if (clipboard === undefined) setState("failed");
    else
      clipboard.writeText(text).then(
        () => setState("done"),
        () => setState("failed"),
      );
  };
  const says = state === "done" ? "Copied" : state === "failed" ? "Select and copy it" : isWord ? "Copy" : "";
  return (
    <Button look={isWord ? "plain" : "ghost"} size={isWord ? "regular" : "compact"} isIcon={!isWord && says === ""} aria-label={says === "" || says === "Copy" ? `Copy ${what}` : says} onClick={copy}>
      {state === "done" ? <Check aria-hidden className="text-ok" /> : <CopyIcon aria-hidden />}
      {says !== "" && <span role="status">{says}</span>}
    </Button>
  );
}
