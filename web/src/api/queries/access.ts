/** Who asks, logging in and out. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import { loggedIn, loginNeeded, storeKey } from "../session";

export function useMe(isOn = true) {
  return useQuery({ queryKey: ["me"], queryFn: () => unwrap(api.GET("/auth/me")), staleTime: 300_000, enabled: isOn });
}

export function useLogIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: string) => unwrap(api.POST("/auth/login", { body: { key } })),
    onSuccess: async (_me, key) => {
      storeKey(key);
      loggedIn();
      await queries.resetQueries();
    },
  });
}

export function useLogOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/auth/logout")),
    onSettled: () => {
      storeKey(null);
      queries.clear();
      loginNeeded();
    },
  });
}
