/** Keys, and the record of who did what. */

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import type { Me } from "../types";

export function useApiKeys(isOn: boolean) {
  return useQuery({
    queryKey: ["keys"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/keys", { signal })),
    select: (page) => page.items,
    enabled: isOn,
  });
}

export interface KeyAsked {
  name: string;
  role: Me["role"];
  /** Null for one that is valid until it is revoked. */
  days: number | null;
}

/** Make a key; its text is in the answer and nowhere else. */
export function useMakeKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, role, days }: KeyAsked) => unwrap(api.POST("/auth/keys", { body: { name, role, expires_in_days: days } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["keys"] }),
    gcTime: 0,
  });
}

export function useRevokeKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/auth/keys/{key_id}", { params: { path: { key_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["keys"] }),
  });
}

/** Who did what, the newest first. */
export function useAudit(isOn: boolean) {
  return useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) => unwrap(api.GET("/audit", { params: { query: { limit: 100, cursor: pageParam } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: isOn,
  });
}
