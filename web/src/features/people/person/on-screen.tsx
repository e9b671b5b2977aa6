"use client";

import { Film, Play } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";

import type { PersonDetails } from "@/api";
import { axisTime, clock, count, screenTime } from "@/lib/format";
import { coloursOf } from "@/lib/people";
import { buttonLook } from "@/ui/button";

import { filmAt, seenOf } from "./seen";

const Bars = dynamic(() => import("@/ui/chart/bars"), { ssr: false, loading: () => <div className="skeleton h-50 rounded-3" /> });

/** A chart says more than a line of the table from so many films on. */
const ENOUGH = 2;

const TONES = { clear: "Face is clear", rest: "Visible, not clear" };

function toneOf(id: string, colour: string): string {
  return id === "clear" ? colour : `color-mix(in oklab, ${colour} 45%, var(--surface-1))`;
}

/** In which films somebody is, for how long, and where they come first. */
export function OnScreen({ person }: { person: PersonDetails }) {
  const router = useRouter();
  const seen = seenOf(person.seen);
  const [colour = "var(--person-unknown)"] = coloursOf([person.person]);
  if (seen.length === 0) {
    return (
      <section aria-labelledby="on-screen">
        <h2 id="on-screen" className="text-14 font-semibold tracking-tight">
          On screen
        </h2>
        <div className="mt-3 rounded-4 border border-line bg-surface-1 px-4 py-6 text-fg-2">
          <p>
            <Film aria-hidden className="mr-2 inline size-4 text-fg-3" />
            Not seen in a film yet. The next run looks for {person.name}; films that were analysed before have to be analysed again.
          </p>
          <Link href="/" className={`${buttonLook("plain", "regular")} mt-3`}>
            To the library
          </Link>
        </div>
      </section>
    );
  }
  return (
    <section aria-labelledby="on-screen">
      <h2 id="on-screen" className="text-14 font-semibold tracking-tight">
        On screen
      </h2>
      {seen.length >= ENOUGH && (
        <div className="mt-3 rounded-4 border border-line bg-surface-1 p-4 max-md:p-3">
          <Bars
            label={`Seconds of ${person.name} in ${count(seen.length, "video")}. The table below has the figures.`}
            places={seen.map((one) => ({ id: one.video, short: one.short, title: one.title, values: { clear: one.clear, rest: Math.max(0, one.visible - one.clear) } }))}
            series={Object.entries(TONES).map(([id, title]) => ({ id, title, colour: toneOf(id, colour) }))}
            format={screenTime}
            axis={axisTime}
            height={200}
            onPick={(video) => {
              const one = seen.find((each) => each.video === video);
              if (one !== undefined) router.push(filmAt(video, one.first, person.person));
            }}
          />
          <p aria-hidden className="mt-2 flex gap-4 pl-13 text-12 text-fg-2">
            {Object.entries(TONES).map(([id, says]) => (
              <span key={id} className="flex items-center gap-1.5">
                <span className="size-2.5 rounded-1" style={{ background: toneOf(id, colour) }} />
                {says}
              </span>
            ))}
          </p>
        </div>
      )}
      <div role="region" aria-label={`Films with ${person.name}`} tabIndex={0} className="mt-3 overflow-x-auto">
        <table className="num w-full border-collapse [&_td]:whitespace-nowrap">
          <thead>
            <tr className="border-b border-line text-12 text-fg-3">
              <th scope="col" className="h-9 px-2 text-left font-medium">
                Film
              </th>
              <th scope="col" className="px-2 text-right font-medium">
                On screen
              </th>
              <th scope="col" className="px-2 text-right font-medium max-sm:hidden">
                Clear
              </th>
              <th scope="col" className="px-2 text-right font-medium max-sm:hidden">
                Appearances
              </th>
              <th scope="col" className="px-2 text-right font-medium">
                First
              </th>
            </tr>
          </thead>
          <tbody>
            {seen.map((one) => (
              <tr key={one.video} className="border-b border-line hover:bg-hover">
                <th scope="row" className="max-w-64 truncate px-2 text-left max-sm:max-w-40 font-medium" title={one.title}>
                  <Link href={`/video/?id=${one.video}`} prefetch={false} className="inline-block py-2.5 hover:underline">
                    {one.title}
                  </Link>
                </th>
                <td className="px-2 text-right">{screenTime(one.visible)}</td>
                <td className="px-2 text-right text-fg-2 max-sm:hidden">{screenTime(one.clear)}</td>
                <td className="px-2 text-right text-fg-2 max-sm:hidden">{one.appearances}</td>
                <td className="px-2 text-right">
                  <Link href={filmAt(one.video, one.first, person.person)} prefetch={false} aria-label={`Watch ${one.title} from ${clock(one.first)}`} className="inline-flex h-8 items-center gap-1.5 rounded-2 px-2 font-mono text-12 text-accent hover:bg-press coarse:h-11">
                    <Play aria-hidden className="size-3.5" />
                    {clock(one.first)}
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
