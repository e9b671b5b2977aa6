"use client";

import { ScanSearch, UserRound } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { messageOf, type PersonDetails } from "@/api";
import { useAlike } from "@/api/queries/facebank";
import { count } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Picture } from "@/ui/picture";

import { nearnessOf } from "../words";

const MOST = 5;

/** Who else of this home somebody may be, by the picture that stands for them. */
export function AlikeTo({ person, onMerge }: { person: PersonDetails; onMerge: (other: string) => void }) {
  const [isAsked, setAsked] = useState(false);
  const alike = useAlike(person.person, person.picture, isAsked);
  const others = (alike.data?.nearest ?? []).filter((one) => one.person !== person.person).slice(0, MOST);
  const same = alike.data?.same ?? 0;
  return (
    <section aria-labelledby="alike">
      <h2 id="alike" className="text-14 font-semibold tracking-tight">
        Who else might this be?
      </h2>
      <p className="mb-3 text-12 text-fg-2">Compares the portrait with the pictures of everybody else. A small distance is a hint, no proof.</p>
      {!isAsked || alike.isPending ? (
        <Button size="regular" disabled={person.picture === null || isAsked} aria-busy={isAsked} onClick={() => setAsked(true)}>
          <ScanSearch aria-hidden /> {isAsked ? "Comparing" : "Compare with everybody"}
        </Button>
      ) : alike.isError ? (
        <div role="alert" className="rounded-4 border border-line bg-surface-1 p-4">
          <p className="text-fg-2">{messageOf(alike.error)}</p>
          <Button className="mt-2" onClick={() => void alike.refetch()}>
            Try again
          </Button>
        </div>
      ) : (
        <>
          {others.length === 0 && <p className="text-fg-2">Nobody else has a picture that a run has looked at.</p>}
          <ul className="divide-y divide-line rounded-4 border border-line bg-surface-1 empty:hidden">
            {others.map((one) => {
              const said = nearnessOf(one.distance, same);
              return (
                <li key={one.person} className="flex items-center gap-3 p-2.5">
                  <span className="size-11 shrink-0 overflow-hidden rounded-2 bg-surface-3">
                    <Picture address={one.picture} alt="" icon={UserRound} className="object-[50%_8%]" />
                  </span>
                  <span className="min-w-0 flex-1">
                    <Link href={`/person/?id=${encodeURIComponent(one.person)}`} prefetch={false} className="block truncate font-medium hover:underline">
                      {one.name}
                    </Link>
                    <span className="num flex items-center gap-2 text-12 text-fg-3" title={said.advice}>
                      {said.tone === "accent" ? <Badge tone="accent">{said.text}</Badge> : <span>{said.text} ·</span>} distance {one.distance.toFixed(2)}
                    </span>
                  </span>
                  {one.distance <= same && (
                    <Button onClick={() => onMerge(one.person)} aria-label={`Same person: ${person.name} and ${one.name}`}>
                      Same person
                    </Button>
                  )}
                </li>
              );
            })}
          </ul>
          <p className="num mt-2 text-12 text-fg-3">
            {count(alike.data.compared, "picture")} compared. Up to {same.toFixed(2)} two pictures usually show one person.
            {alike.data.not_compared > 0 && ` ${count(alike.data.not_compared, "picture waits", "pictures wait")} for the next run.`}
          </p>
        </>
      )}
    </section>
  );
}
