/** What can be asked for: applications and shows. */

import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "../client";

export function useApplications() {
  return useQuery({
    queryKey: ["applications"],
    queryFn: () => unwrap(api.GET("/applications")),
    staleTime: Infinity,
    select: (page) => page.items,
  });
}

export function useShows() {
  return useQuery({
    queryKey: ["shows"],
    queryFn: () => unwrap(api.GET("/shows")),
    meta: { live: true },
    select: (page) => page.items,
  });
}
