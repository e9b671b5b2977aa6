/** The stages of a run as a graph from top to bottom. */

import type { StageInfo, Task } from "@/api";

export type StageState = "reused" | "waiting" | "running" | "succeeded" | "failed" | "cancelled";

export interface StageNode {
  stage: string;
  /** What it does, in words; its name where it is not known any more. */
  doing: string;
  state: StageState;
  tasks: readonly Task[];
  done: number;
  /** Wall seconds of all its tasks together. */
  seconds: number;
  layer: number;
  column: number;
}

export interface Graph {
  nodes: readonly StageNode[];
  /** Names of stages: who needs whom. */
  edges: readonly { from: string; to: string }[];
  layers: number;
}

function stateOf(tasks: readonly Task[]): Exclude<StageState, "reused"> {
  if (tasks.some((task) => task.state === "failed")) return "failed";
  if (tasks.some((task) => task.state === "running" || task.state === "retrying")) return "running";
  if (tasks.every((task) => task.state === "succeeded")) return "succeeded";
  if (tasks.some((task) => task.state === "cancelled")) return "cancelled";
  return "waiting";
}

/**
 * Stages in layers by the longest way to each; tasks say how far each is. What an earlier run made is not planned
 * again, and what needs something that is not there yet is planned later, as long as the job is not done.
 */
export function graphOf(names: readonly string[], infos: readonly StageInfo[], tasks: readonly Task[], isDone = true): Graph {
  const all = [...new Set([...names, ...tasks.map(({ stage }) => stage)])];
  const needs = new Map(
    all.map((name) => {
      const info = infos.find(({ stage }) => stage === name);
      const consumed = [...(info?.consumes ?? []), ...(info?.optional ?? [])];
      return [name, all.filter((other) => other !== name && consumed.some((one) => one === other || one.startsWith(`${other}.`)))] as const;
    }),
  );
  const layers = new Map<string, number>();
  const layerOf = (name: string, seen: readonly string[]): number => {
    const known = layers.get(name);
    if (known !== undefined) return known;
    const below = (needs.get(name) ?? []).filter((other) => !seen.includes(other));
    const layer = below.length === 0 ? 0 : 1 + Math.max(...below.map((other) => layerOf(other, [...seen, name])));
    layers.set(name, layer);
    return layer;
  };
  const states = new Map<string, StageState>();
  const stateOfStage = (stage: string): StageState => {
    const known = states.get(stage);
    if (known !== undefined) return known;
    const own = tasks.filter((task) => task.stage === stage);
    // Stages that need each other are a mistake of an application; they wait for nothing here.
    states.set(stage, "reused");
    const isLater = () => tasks.length === 0 || (needs.get(stage) ?? []).some((other) => !["reused", "succeeded"].includes(stateOfStage(other)));
    const state = own.length > 0 ? stateOf(own) : !isDone && isLater() ? "waiting" : "reused";
    states.set(stage, state);
    return state;
  };
  const taken = new Map<number, number>();
  const nodes = all.map((stage): StageNode => {
    const own = tasks.filter((task) => task.stage === stage);
    const layer = layerOf(stage, []);
    const column = taken.get(layer) ?? 0;
    taken.set(layer, column + 1);
    return {
      stage,
      doing: infos.find((info) => info.stage === stage)?.doing ?? stage,
      state: stateOfStage(stage),
      tasks: own,
      done: own.filter((task) => task.state === "succeeded").length,
      seconds: own.reduce((sum, task) => sum + (task.cost.wall_s ?? 0), 0),
      layer,
      column,
    };
  });
  // A way that leads through another stage says the same; only direct ones are drawn.
  const reaches = (from: string, to: string): boolean =>
    (needs.get(to) ?? []).some((other) => other === from || reaches(from, other));
  const edges = all.flatMap((to) => {
    const direct = needs.get(to) ?? [];
    return direct
      .filter((from) => !direct.some((other) => other !== from && reaches(from, other)))
      .map((from) => ({ from, to }));
  });
  return { nodes, edges, layers: Math.max(0, ...nodes.map(({ layer }) => layer)) + 1 };
}
