"use client";

import { SearchX, UserPlus, Users } from "lucide-react";
import Link from "next/link";

import { showTitle } from "@/lib/titles";
import { Key } from "@/ui/badge";
import { Button, buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";

const STEPS = [
  ["Add somebody", "A name and two photographs in different light are enough to begin with."],
  ["Analyse a film", "Everybody who is known is named, wherever they are seen."],
  ["Let films teach", "A face that you confirm becomes a picture, and the next film knows it."],
] as const;

/** Nobody is known yet: what people are for, and how to begin. */
export function NoPeople({ onAdd }: { onAdd: () => void }) {
  return (
    <>
      <Empty icon={Users} title="Nobody is known yet">
        <p>Add somebody with photographs, or name people in the review of a film.</p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button size="regular" look="primary" onClick={onAdd}>
            <UserPlus aria-hidden /> Add somebody
          </Button>
          <Link href="/review/" className={buttonLook("plain", "regular")}>
            To the review
          </Link>
        </div>
        <p className="mt-3 text-12 text-fg-3 coarse:hidden">
          <Key>A</Key> adds somebody
        </p>
      </Empty>
      <ol className="mx-auto grid max-w-4xl gap-4 pb-10 md:grid-cols-3">
        {STEPS.map(([title, says], number) => (
          <li key={title} className="rounded-4 border border-line bg-surface-1 p-4">
            <span className="num text-12 font-medium text-accent">{number + 1}</span>
            <h3 className="mt-1 font-semibold">{title}</h3>
            <p className="mt-1 text-fg-2">{says}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

/** There are people, and nobody fits. */
export function NobodyFits({ q, show, onClear, onAdd }: { q: string; show: string | null; onClear: () => void; onAdd: () => void }) {
  if (q === "" && show !== null) {
    return (
      <Empty icon={Users} title={`Nobody belongs to ${showTitle(show)} yet`}>
        <p>Add somebody, or analyse an episode with people who are known.</p>
        <Button size="regular" look="primary" className="mt-5" onClick={onAdd}>
          <UserPlus aria-hidden /> Add somebody
        </Button>
      </Empty>
    );
  }
  return (
    <Empty icon={SearchX} title={`Nobody is called “${q}”`}>
      <p>Look for another name, or add them.</p>
      <div className="mt-5 flex flex-wrap justify-center gap-2">
        <Button size="regular" onClick={onClear}>
          Show everybody
        </Button>
        <Button size="regular" look="primary" onClick={onAdd}>
          <UserPlus aria-hidden /> Add “{q}”
        </Button>
      </div>
    </Empty>
  );
}

/** Where portraits will be. */
export function Skeletons() {
  return (
    <div aria-hidden className="grid grid-cols-[repeat(auto-fill,minmax(156px,1fr))] gap-x-4 gap-y-6 max-md:grid-cols-2 max-md:gap-x-3">
      {Array.from({ length: 12 }, (_, number) => (
        <div key={number}>
          <div className="skeleton aspect-square rounded-3" />
          <div className="skeleton mt-2.5 h-3.5 w-2/3 rounded-1" />
          <div className="skeleton mt-2 h-3 w-1/2 rounded-1" />
        </div>
      ))}
    </div>
  );
}
