"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleSlash, LoaderCircle, type LucideIcon, Recycle } from "lucide-react";

import { cx } from "@/lib/cx";

import type { Graph, StageNode, StageState } from "./graph";
import { secondsText } from "./words";

const LOOKS: Record<StageState, { icon: LucideIcon; tone: string; word: string }> = {
  reused: { icon: Recycle, tone: "text-info", word: "From an earlier run" },
  waiting: { icon: CircleDashed, tone: "text-fg-3", word: "Waiting" },
  running: { icon: LoaderCircle, tone: "text-accent [&_svg]:animate-spin", word: "Working" },
  succeeded: { icon: CircleCheck, tone: "text-ok", word: "Done" },
  failed: { icon: CircleAlert, tone: "text-err", word: "Failed" },
  cancelled: { icon: CircleSlash, tone: "text-fg-3", word: "Stopped" },
};

const LAYER_PX = 58;
const BOX_PX = 42;
const COLUMN = 50;
const SIDE = 92;

function centre(node: StageNode, perLayer: ReadonlyMap<number, number>): { x: number; y: number } {
  const columns = perLayer.get(node.layer) ?? 1;
  const x = columns === 1 ? COLUMN : ((node.column + 0.5) / columns) * 100;
  return { x, y: node.layer * LAYER_PX + BOX_PX / 2 };
}

interface Point {
  x: number;
  y: number;
}

/** A line from a stage to one that needs it; past other stages it runs along the side. */
function wayOf(one: Point, other: Point, layers: number): string {
  const [top, bottom] = [one.y + BOX_PX / 2, other.y - BOX_PX / 2];
  const gap = LAYER_PX - BOX_PX;
  const curve = (from: number, to: number, start: number) =>
    `C${String(from)} ${String(start + gap * 0.6)} ${String(to)} ${String(start + gap * 0.4)} ${String(to)} ${String(start + gap)}`;
  const begin = `M${String(one.x)} ${String(top)}`;
  if (layers <= 1) return `${begin} ${curve(one.x, other.x, top)}`;
  return `${begin} ${curve(one.x, SIDE, top)} L${String(SIDE)} ${String(bottom - gap)} ${curve(SIDE, other.x, bottom - gap)}`;
}

/** Each stage under what it needs. */
export function StageGraph({ graph, chosen, onChoose }: { graph: Graph; chosen: string | null; onChoose: (stage: string | null) => void }) {
  const perLayer = new Map<number, number>();
  for (const node of graph.nodes) perLayer.set(node.layer, Math.max(perLayer.get(node.layer) ?? 0, node.column + 1));
  const byName = new Map(graph.nodes.map((node) => [node.stage, node]));
  const height = graph.layers * LAYER_PX - (LAYER_PX - BOX_PX);
  return (
    <div className="relative" style={{ height }}>
      <svg aria-hidden viewBox={`0 0 100 ${String(height)}`} preserveAspectRatio="none" className="absolute inset-0 size-full text-line-strong">
        {graph.edges.map(({ from, to }) => {
          const [one, other] = [byName.get(from), byName.get(to)];
          if (one === undefined || other === undefined) return null;
          const d = wayOf(centre(one, perLayer), centre(other, perLayer), other.layer - one.layer);
          return (
            <path
              key={`${from} ${to}`}
              d={d}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.5"
              vectorEffect="non-scaling-stroke"
            />
          );
        })}
      </svg>
      <ul aria-label="Stages" className="absolute inset-0">
        {graph.nodes.map((node) => {
          const { x, y } = centre(node, perLayer);
          const { icon: Icon, tone, word } = LOOKS[node.state];
          const columns = perLayer.get(node.layer) ?? 1;
          return (
            <li
              key={node.stage}
              className="absolute -translate-x-1/2"
              style={{ left: `${String(x)}%`, top: y - BOX_PX / 2, width: `min(190px, ${String(100 / columns - 3)}%)`, height: BOX_PX }}
            >
              <button
                type="button"
                aria-pressed={node.stage === chosen}
                title={node.stage}
                onClick={() => onChoose(node.stage === chosen ? null : node.stage)}
                className={cx(
                  "flex size-full items-center gap-2 rounded-3 border border-line bg-surface-2 px-2.5 text-left hover:border-line-strong",
                  "aria-pressed:border-accent light:bg-surface-1",
                  node.state === "failed" && "border-err",
                )}
              >
                <span className={cx("shrink-0 [&_svg]:size-4", tone)}>
                  <Icon aria-hidden />
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-12 font-medium">{node.doing}</span>
                  <span className="num block truncate text-11 text-fg-3">
                    {node.state === "succeeded" ? secondsText(node.seconds) : word}
                    {node.tasks.length > 1 && ` · ${String(node.done)} of ${String(node.tasks.length)}`}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
