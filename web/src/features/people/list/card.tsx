"use client";

import { UserPlus, UserRound } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";

import { messageOf } from "@/api";
import { useAddPerson, usePerson } from "@/api/queries/people";
import { count, screenTime } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Picture } from "@/ui/picture";
import { complain, say } from "@/ui/toast";

import { useInSight } from "../use-in-sight";
import { teachingOf } from "../words";
import type { Entry } from "./entries";

/** What is known of somebody beyond the list, once they are in sight. */
export function useMore(entry: Entry, isSeen: boolean) {
  const details = usePerson(entry.id, isSeen && entry.person !== null).data;
  const added = details?.seen.reduce((sum, { visible }) => sum + visible.seconds, 0) ?? null;
  return {
    seconds: entry.seconds ?? added,
    videos: entry.videos ?? details?.seen.length ?? null,
    teaching: entry.person === null ? null : teachingOf(entry.person, details?.seeds),
  };
}

export function timeOf({ seconds, videos }: { seconds: number | null; videos: number | null }): string {
  if (seconds === null || videos === null) return "";
  return videos === 0 ? "Not seen yet" : `${screenTime(seconds)} · ${count(videos, "video")}`;
}

/** Take somebody of a cast folder into the home. */
export function KeepButton({ entry, show }: { entry: Entry; show: string | null }) {
  const add = useAddPerson();
  const keep = () =>
    add.mutate(
      { name: entry.name, show },
      {
        onSuccess: () => say(`${entry.name} is a person of this home now`, undefined, "Add photographs, so that other films know them."),
        onError: (error) => complain(`${entry.name} was not added`, messageOf(error)),
      },
    );
  return (
    <Button onClick={keep} disabled={add.isPending} className="relative z-1">
      <UserPlus aria-hidden /> Keep
    </Button>
  );
}

/** A portrait with what matters beside it. */
export function Card({ entry, show }: { entry: Entry; show: string | null }) {
  const box = useRef<HTMLLIElement>(null);
  const more = useMore(entry, useInSight(box));
  const { teaching } = more;
  return (
    <li ref={box} className="group relative min-w-0 [contain-intrinsic-size:auto_260px] [content-visibility:auto]">
      <div className="aspect-square overflow-hidden rounded-3 bg-surface-2">
        <Picture
          address={entry.person?.picture ?? null}
          alt=""
          icon={UserRound}
          className="object-[50%_8%] transition-transform duration-100 group-hover:scale-[1.02] motion-reduce:transform-none"
        />
      </div>
      <h3 className="mt-2 truncate font-semibold tracking-tight" title={entry.name}>
        {entry.person === null ? (
          entry.name
        ) : (
          <Link href={`/person/?id=${encodeURIComponent(entry.id)}`} prefetch={false} className="after:absolute after:inset-0 after:rounded-3">
            {entry.name}
          </Link>
        )}
      </h3>
      <p className="num h-4 truncate text-12 text-fg-2">{timeOf(more)}</p>
      <div className="mt-1 flex min-h-5 items-center gap-2">
        {teaching === null ? (
          <>
            <Badge tone="mute">Of a cast folder</Badge>
            <KeepButton entry={entry} show={show} />
          </>
        ) : teaching.tone === "mute" ? (
          <span className="num truncate text-12 text-fg-3">{teaching.text}</span>
        ) : (
          <span title={teaching.advice} className="min-w-0">
            <Badge tone={teaching.tone}>{teaching.text}</Badge>
          </span>
        )}
      </div>
    </li>
  );
}

export function Grid({ entries, show }: { entries: readonly Entry[]; show: string | null }) {
  return (
    <ul aria-label="People" className="grid grid-cols-[repeat(auto-fill,minmax(156px,1fr))] gap-x-4 gap-y-6 max-md:grid-cols-2 max-md:gap-x-3 max-md:gap-y-5">
      {entries.map((entry) => (
        <Card key={entry.id} entry={entry} show={show} />
      ))}
    </ul>
  );
}
