/** The server itself: nodes, figures, models, settings. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import type { Healthz } from "../types";

const NODES_MS = 5000;
const FIGURES_MS = 5000;
const HEALTH_MS = 15_000;
const FETCHING_MS = 700;

export function useNodes() {
  return useQuery({
    queryKey: ["system", "nodes"],
    queryFn: ({ signal }) => unwrap(api.GET("/cluster/nodes", { signal })),
    refetchInterval: NODES_MS,
  });
}

/** Let a node rest, or go on. */
export function useMaintenance() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, isOn }: { name: string; isOn: boolean }) =>
      unwrap(api.POST("/cluster/nodes/{name}/maintenance", { params: { path: { name } }, body: { on: isOn } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["system", "nodes"] }),
  });
}

function isHealth(told: unknown): told is Healthz {
  return typeof told === "object" && told !== null && "storage" in told;
}

/** Whether what the server stands on works. An answer that says no is an answer, too. */
export function useHealth() {
  return useQuery({
    queryKey: ["system", "health"],
    queryFn: async ({ signal }): Promise<Healthz> => {
      const answer = await api.GET("/healthz", { signal });
      const told: unknown = answer.data ?? answer.error;
      return isHealth(told) ? told : unwrap(Promise.resolve(answer));
    },
    refetchInterval: HEALTH_MS,
  });
}

/** Figures as Prometheus reads them, again and again; `take` adds them to what was gathered before. */
export function useGathered<T>(take: (gathered: T | undefined, text: string, at: number) => T) {
  const queries = useQueryClient();
  const queryKey = ["system", "metrics"];
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const text = await unwrap(api.GET("/metrics", { parseAs: "text", signal }));
      return take(queries.getQueryData<T>(queryKey), text, Date.now());
    },
    refetchInterval: FIGURES_MS,
    structuralSharing: false,
    gcTime: Infinity,
  });
}

export function useAnalytics(days: number) {
  return useQuery({
    queryKey: ["system", "analytics", days],
    queryFn: ({ signal }) => unwrap(api.GET("/cluster/analytics", { params: { query: { days } }, signal })),
    meta: { live: true },
  });
}

export function useModels() {
  return useQuery({
    queryKey: ["system", "models"],
    queryFn: ({ signal }) => unwrap(api.GET("/models", { signal })),
    select: (page) => page.items,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ fetching }) => fetching !== null && fetching.step !== "failed") === true ? FETCHING_MS : false,
  });
}

/** Begin to fetch models; the list of models says how far they are. */
export function useFetchModels() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (names: readonly string[]) =>
      Promise.all(names.map((name) => unwrap(api.POST("/models/{name}/fetch", { params: { path: { name } } })))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["system", "models"] }),
  });
}

export function useSettings(isOn: boolean) {
  return useQuery({
    queryKey: ["system", "settings"],
    queryFn: ({ signal }) => unwrap(api.GET("/admin/settings", { signal })),
    select: (page) => page.items,
    enabled: isOn,
  });
}
