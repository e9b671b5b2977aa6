"use client";

import { Search } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";

import type { UrlState } from "@/lib/url-state";

import { Key } from "./badge";

const TYPING_MS = 200;

interface Props {
  label: string;
  placeholder: string;
  url: UrlState;
  input: RefObject<HTMLInputElement | null>;
}

/** What is typed goes into the address when the fingers rest. */
export function SearchField({ label, placeholder, url, input }: Props) {
  const inAddress = url.query.get("q") ?? "";
  const [text, setText] = useState(inAddress);
  const told = useRef(inAddress);
  useEffect(() => {
    // The back button, or a filter that was taken away.
    if (inAddress === told.current) return;
    told.current = inAddress;
    setText(inAddress);
  }, [inAddress]);
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      url.set({ q: text });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, url]);
  return (
    <div className="relative min-w-0 max-md:flex-1 md:w-80">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-fg-3" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          setText("");
          event.currentTarget.blur();
        }}
        className="peer h-8 w-full rounded-2 border border-line-strong bg-surface-1 pr-9 pl-8.5 placeholder:text-fg-3 coarse:h-11 coarse:text-16 [&::-webkit-search-cancel-button]:hidden"
      />
      <span aria-hidden className="absolute top-1/2 right-2 -translate-y-1/2 peer-focus:hidden coarse:hidden">
        <Key>/</Key>
      </span>
    </div>
  );
}
