"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import { Tip } from "./tip";

export interface Series {
  id: string;
  title: string;
  /** For CSS. */
  colour: string;
  /** Drawn faintly, while another one is looked at. */
  isFaint?: boolean;
}

export interface Place {
  id: string;
  /** Below the bar. */
  short: string;
  /** In words, where the pointer is. */
  title: string;
  values: Readonly<Record<string, number>>;
}

interface Props {
  label: string;
  places: readonly Place[];
  series: readonly Series[];
  format: (value: number) => string;
  /** The same, shorter, beside the lines. */
  axis?: (value: number) => string;
  height: number;
  onPick?: (place: string) => void;
}

const TICK = { fill: "var(--text-3)", fontSize: 11 };
const WIDEST = 56;

/** Bars of several series upon each other. The same figures belong in a table beside it. */
export default function Bars({ label, places, series, format, axis, height, onPick }: Props) {
  return (
    <div role="img" aria-label={label} className="num text-11" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={[...places]} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} barCategoryGap="22%" accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="short" tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} interval="preserveStartEnd" minTickGap={10} height={24} />
          <YAxis tick={TICK} tickLine={false} axisLine={false} width={52} tickFormatter={axis ?? format} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--hover)" }}
            content={({ active, payload }) => {
              const place = places.find(({ id }) => id === (payload[0]?.payload as Place | undefined)?.id);
              if (!active || place === undefined) return null;
              const rows = series.map((one) => ({ ...one, value: place.values[one.id] ?? 0 })).filter(({ value }) => value > 0);
              return <Tip title={place.title} rows={rows.toReversed()} format={format} />;
            }}
          />
          {series.map(({ id, title, colour, isFaint }) => (
            <Bar
              key={id}
              name={title}
              stackId="all"
              dataKey={({ values }: Place) => values[id] ?? 0}
              fill={colour}
              fillOpacity={isFaint === true ? 0.18 : 1}
              stroke="var(--bg)"
              strokeWidth={1}
              maxBarSize={WIDEST}
              isAnimationActive={false}
              {...(onPick === undefined ? {} : { cursor: "pointer", onClick: (_bar: unknown, number: number) => onPick(places[number]?.id ?? "") })}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
