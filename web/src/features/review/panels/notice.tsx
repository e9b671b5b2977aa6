"use client";

import { Lock, TriangleAlert, UsersRound } from "lucide-react";

import { Button } from "@/ui/button";

import type { Refusal } from "../use-review";

const TITLES: Record<Refusal["kind"], string> = {
  changed: "Somebody decided about the same face meanwhile",
  together: "Two who are on screen at once are two people",
  locked: "This is locked",
};
const ICONS = { changed: TriangleAlert, together: UsersRound, locked: Lock };

interface Props {
  refusal: Refusal;
  onLook: () => void;
  onInsist: () => void;
  onUnlock: () => void;
  onHistory: () => void;
  onDismiss: () => void;
}

/** A decision that was not kept, why, and what can be done now. Nothing of the others is lost. */
export function Notice({ refusal, onLook, onInsist, onUnlock, onHistory, onDismiss }: Props) {
  const Icon = ICONS[refusal.kind];
  return (
    <section role="alert" className="appear mx-6 mt-4 flex flex-wrap items-start gap-x-4 gap-y-3 rounded-3 border border-warn/40 bg-warn-soft px-4 py-3 max-md:mx-4">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-60 flex-1">
        <h2 className="font-semibold">{TITLES[refusal.kind]}</h2>
        <p className="mt-0.5 text-fg-2">
          Not kept: {refusal.says}. {refusal.why}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {refusal.kind !== "together" && <Button onClick={onHistory}>What was decided</Button>}
        {refusal.wanted.items.length > 0 && <Button onClick={onLook}>Look again</Button>}
        {refusal.kind === "locked" && refusal.number !== null && <Button onClick={onUnlock}>Unlock</Button>}
        {refusal.kind !== "locked" && <Button onClick={onInsist}>{refusal.kind === "together" ? "One is a mirror or a picture" : "Decide all the same"}</Button>}
        <Button look="ghost" onClick={onDismiss}>
          Leave it
        </Button>
      </div>
    </section>
  );
}
