"use client";

import { CircleCheck, ScanSearch, UserRound } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";

import { messageOf, type Person } from "@/api";
import { fetchPicture, searchBy } from "@/api/queries/facebank";
import { useHomePeople } from "@/api/queries/people";
import { count } from "@/lib/format";
import { Button, buttonLook } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Picture } from "@/ui/picture";

import { type Alike, pairsIn } from "./alike";

/** Compares the portraits of everybody with the pictures of everybody else; only when somebody asks for it. */
export function AlikePeople({ show }: { show: string | null }) {
  const people = useHomePeople().data;
  const [found, setFound] = useState<readonly Alike[] | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [left, setLeft] = useState<readonly string[]>([]);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);
  const asked = (people ?? []).filter((person) => person.picture !== null && (show === null || person.show === show));

  const look = async (of: readonly Person[]) => {
    const { signal } = (stopping.current = new AbortController());
    const nearest: Alike[] = [];
    const refused: string[] = [];
    for (const [number, person] of of.entries()) {
      if (signal.aborted) break;
      setDone(number);
      try {
        nearest.push(...pairsIn(person, await searchBy(await fetchPicture(person.picture ?? "", "portrait.jpg"))));
      } catch (error) {
        refused.push(`${person.name}: ${messageOf(error)}`);
      }
    }
    const unique = new Map<string, Alike>();
    for (const each of nearest.toSorted((one, other) => one.distance - other.distance)) if (!unique.has(each.key)) unique.set(each.key, each);
    setFound([...unique.values()]);
    setLeft(refused);
    setDone(null);
  };
  return (
    <section aria-labelledby="alike-people">
      <h2 id="alike-people" className="text-14 font-semibold tracking-tight">
        Two people of this home who look alike
      </h2>
      <p className="mb-3 text-fg-2">Compares the portrait of everybody with the pictures of everybody else. Nothing is changed.</p>
      {done !== null ? (
        <div className="rounded-4 border border-line bg-surface-1 p-4">
          <p role="status" className="num mb-2 text-fg-2">
            {done} of {count(asked.length, "portrait")} compared
          </p>
          <Bar label="Portraits that were compared" value={done / Math.max(1, asked.length)} />
          <Button className="mt-3" onClick={() => stopping.current?.abort()}>
            Stop
          </Button>
        </div>
      ) : (
        <Button size="regular" disabled={asked.length < 2} onClick={() => void look(asked)}>
          <ScanSearch aria-hidden /> {found === null ? `Compare ${count(asked.length, "portrait")}` : "Compare again"}
        </Button>
      )}
      {found !== null && done === null && (
        <div className="mt-3">
          {found.length === 0 ? (
            <p role="status" className="flex items-center gap-2 rounded-4 border border-line bg-surface-1 px-4 py-5 text-fg-2">
              <CircleCheck aria-hidden className="size-4 text-ok" /> No two of them look like one person.
            </p>
          ) : (
            <ul className="space-y-2">
              {found.map((pair) => (
                <li key={pair.key} className="flex flex-wrap items-center gap-4 rounded-4 border border-line bg-surface-1 p-3">
                  {[pair.one, pair.other].map((side) => (
                    <Link key={side.person} href={`/person/?id=${encodeURIComponent(side.person)}`} prefetch={false} className="flex min-w-0 items-center gap-3 rounded-3 hover:underline">
                      <span className="size-14 shrink-0 overflow-hidden rounded-2 bg-surface-3">
                        <Picture address={side.picture} alt="" icon={UserRound} className="object-[50%_8%]" />
                      </span>
                      <span className="truncate font-medium">{side.name}</span>
                    </Link>
                  ))}
                  <span className="num flex-1 text-12 text-fg-3">distance {pair.distance.toFixed(2)}</span>
                  <Link href={`/person/?id=${encodeURIComponent(pair.one.person)}&merge=${encodeURIComponent(pair.other.person)}`} prefetch={false} className={buttonLook("plain", "regular")}>
                    Look, and make one of them
                  </Link>
                </li>
              ))}
            </ul>
          )}
          {left.length > 0 && (
            <details className="mt-3 text-12 text-fg-2">
              <summary className="cursor-pointer py-2">{count(left.length, "portrait")} could not be compared</summary>
              <ul className="list-disc pl-5">
                {left.map((why) => (
                  <li key={why}>{why}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </section>
  );
}
