"use client";

import { CircleCheckBig, Clapperboard } from "lucide-react";
import Link from "next/link";

import { useWhoIsWho } from "@/api/queries/review";
import { clock } from "@/lib/format";
import { Button, buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";

import type { Loaded } from "./logic/queue";

/** The page while the queue is read. */
export function QuestionSkeleton() {
  return (
    <div aria-hidden className="mx-auto w-full max-w-6xl px-8 pt-6 max-md:px-4">
      <div className="skeleton h-5 w-40 rounded-1" />
      <div className="skeleton mt-3 h-9 w-72 rounded-2" />
      <div className="skeleton mt-2 h-5 w-96 max-w-full rounded-1" />
      <div className="mt-6 grid gap-6 lg:grid-cols-[1fr_minmax(0,26rem)]">
        <div className="flex gap-2">
          <div className="skeleton size-50 rounded-3 max-md:size-36" />
          <div className="skeleton size-24 rounded-2" />
          <div className="skeleton size-24 rounded-2" />
        </div>
        <div className="skeleton aspect-video rounded-3" />
      </div>
      <div className="mt-8 grid grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-2">
        {Array.from({ length: 6 }, (_, place) => (
          <div key={place} className="skeleton h-17 rounded-3" />
        ))}
      </div>
    </div>
  );
}

export function ListSkeleton() {
  return (
    <div aria-hidden className="space-y-1 px-4">
      {Array.from({ length: 8 }, (_, place) => (
        <div key={place} className="flex h-14 items-center gap-3">
          <div className="skeleton size-9 rounded-full" />
          <div className="skeleton h-4 flex-1 rounded-1" />
          <div className="skeleton h-4 w-8 rounded-1" />
        </div>
      ))}
    </div>
  );
}

/** Nothing is left to answer. */
export function Done({ loaded, isFollowing }: { loaded: readonly Loaded[]; isFollowing: boolean }) {
  const only = loaded.length === 1 ? loaded[0] : undefined;
  const { people } = useWhoIsWho(only?.video, only?.run);
  const named = people.data?.people.filter((one) => one.person !== null).reduce((sum, one) => sum + one.visible.seconds, 0);
  return (
    <div className="grid flex-1 place-items-center">
      <Empty icon={CircleCheckBig} title="Nothing to review">
        <p className="num">
          {isFollowing ? "Your answers are on their way into the results." : named === undefined ? "Every question is answered." : `${clock(named)} of screen time is named.`}
        </p>
        <Link href="/" className={`${buttonLook("plain", "regular")} mt-5`}>
          To the library
        </Link>
      </Empty>
    </div>
  );
}

/** Nothing here was analysed: neither of all films nor of those that are chosen. */
export function NothingAnalysed({ onAll }: { onAll: (() => void) | null }) {
  if (onAll !== null) {
    return (
      <div className="grid flex-1 place-items-center">
        <Empty icon={Clapperboard} title="Nothing of this was analysed yet">
          <p>Other videos may have questions.</p>
          <Button size="regular" className="mt-5" onClick={onAll}>
            Show all questions
          </Button>
        </Empty>
      </div>
    );
  }
  return (
    <div className="grid flex-1 place-items-center">
      <Empty icon={Clapperboard} title="Nothing was analysed yet">
        <p>Questions come up here once a video has been analysed for faces.</p>
        <Link href="/" className={`${buttonLook("plain", "regular")} mt-5`}>
          To the library
        </Link>
      </Empty>
    </div>
  );
}
