"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";

import { cx } from "@/lib/cx";
import { axisTime, count, screenTime } from "@/lib/format";
import Bars, { type Series } from "@/ui/chart/bars";

import type { Column, Line } from "./series";

const MOST = 8;
const OTHERS = "others";

interface Props {
  columns: readonly Column[];
  lines: readonly Line[];
  colours: readonly string[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}

/** Everybody's seconds upon each other, an episode at a time; a press on a name brings one person forward. */
export default function Chart({ columns, lines, colours, chosen, onChoose }: Props) {
  const router = useRouter();
  const shown = lines.slice(0, MOST);
  const rest = lines.slice(MOST);
  const isChosen = shown.some(({ id }) => id === chosen);
  const series: Series[] = shown.map(({ id, name }, number) => ({ id, title: name, colour: colours[number] ?? "var(--person-unknown)", isFaint: isChosen && id !== chosen }));
  if (rest.length > 0) series.push({ id: OTHERS, title: count(rest.length, "other"), colour: "var(--person-excluded)", isFaint: isChosen });
  const places = useMemo(
    () =>
      columns.map(({ video, short, title }, number) => {
        const of = (some: readonly Line[]) => some.reduce((sum, { seconds }) => sum + (seconds[number] ?? 0), 0);
        const values = Object.fromEntries(lines.slice(0, MOST).map((line) => [line.id, of([line])]));
        return { id: video, short, title, values: { ...values, [OTHERS]: of(lines.slice(MOST)) } };
      }),
    [columns, lines],
  );
  return (
    <div className="rounded-4 border border-line bg-surface-1 p-4 max-md:p-3">
      <Bars
        label={`Seconds on screen of ${count(lines.length, "person", "people")} in ${count(columns.length, "episode")}. The table below has the figures.`}
        places={places}
        series={series}
        format={screenTime}
        axis={axisTime}
        height={272}
        onPick={(video) => router.push(`/video/?id=${video}`)}
      />
      <ul aria-label="People of the chart" className="mt-2 flex flex-wrap gap-x-1">
        {series.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              disabled={one.id === OTHERS}
              aria-pressed={one.id === chosen}
              onClick={() => onChoose(one.id === chosen ? null : one.id)}
              className={cx("flex h-8 items-center gap-1.5 rounded-2 px-2 text-12 text-fg-2 hover:bg-hover hover:text-fg aria-pressed:bg-accent-soft aria-pressed:text-fg coarse:h-9", isChosen && one.id !== chosen && "text-fg-3")}
            >
              <span aria-hidden className="size-2.5 rounded-1" style={{ background: one.colour }} />
              {one.title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
