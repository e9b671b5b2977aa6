"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";

import type { Series } from "./bars";
import { Tip } from "./tip";

export interface Point {
  /** Milliseconds. */
  at: number;
  values: Readonly<Record<string, number | null>>;
}

interface Props {
  label: string;
  points: readonly Point[];
  series: readonly (Series & { dashes?: string })[];
  /** From and to, in milliseconds. */
  span: readonly [number, number];
  /** What stands below the chart at a time. */
  time: (at: number) => string;
  format: (value: number) => string;
  height: number;
  /** The highest line of the grid is at least here. */
  least: number;
  isWhole?: boolean;
}

const TICK = { fill: "var(--text-3)", fontSize: 11 };
const TICKS = 4;

/** Lines over time. A line breaks where nothing is known. */
export default function Lines({ label, points, series, span, time, format, height, least, isWhole = false }: Props) {
  const [from, to] = span;
  const ticks = Array.from({ length: TICKS + 1 }, (_, number) => from + ((to - from) * number) / TICKS);
  return (
    <div role="img" aria-label={label} className="num text-11" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={[...points]} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="at" type="number" domain={[from, to]} ticks={ticks} tick={TICK} tickLine={false} axisLine={{ stroke: "var(--line-strong)" }} tickFormatter={time} height={24} allowDataOverflow />
          <YAxis tick={TICK} tickLine={false} axisLine={false} width={52} tickFormatter={format} allowDecimals={!isWhole} domain={[0, (most: number) => Math.max(most, least)]} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)" }}
            content={({ active, payload }) => {
              const point = payload[0]?.payload as Point | undefined;
              if (!active || point === undefined) return null;
              const rows = series.flatMap((one) => {
                const value = point.values[one.id];
                return value == null ? [] : [{ ...one, value }];
              });
              return <Tip title={time(point.at)} rows={rows} format={format} />;
            }}
          />
          {series.map(({ id, title, colour, dashes }) => (
            <Line
              key={id}
              name={title}
              type="stepAfter"
              dataKey={({ values }: Point) => values[id] ?? null}
              stroke={colour}
              strokeWidth={2}
              {...(dashes === undefined ? {} : { strokeDasharray: dashes })}
              dot={points.length === 1}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}
