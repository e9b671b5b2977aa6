/** Runs of one video: what each did, its log, its files, and asking for exports. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";

const MOST = 50;

export function useRuns(video: string) {
  return useQuery({
    queryKey: ["runs", video],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/videos/{video_id}/runs", {
          params: { path: { video_id: video }, query: { limit: MOST } },
          signal,
        }),
      ),
    enabled: video !== "",
    meta: { live: true },
    select: (page) => page.items,
  });
}

export function useJobDetails(id: string | null, isBusy: boolean) {
  return useQuery({
    queryKey: ["jobs", "details", id],
    queryFn: ({ signal }) => unwrap(api.GET("/jobs/{job_id}", { params: { path: { job_id: id ?? "" } }, signal })),
    enabled: id !== null,
    meta: { live: true },
    // Tasks are told of one by one on the stream of their job only.
    refetchInterval: isBusy ? 1500 : false,
  });
}

/** Why a job is as it is. */
export function useExplanation(id: string, isOn: boolean) {
  return useQuery({
    queryKey: ["jobs", "explanation", id],
    queryFn: () => unwrap(api.GET("/jobs/{job_id}/explanation", { params: { path: { job_id: id } } })),
    enabled: isOn,
    meta: { live: true },
  });
}

export function useStages() {
  return useQuery({
    queryKey: ["stages"],
    queryFn: () => unwrap(api.GET("/stages")),
    staleTime: Infinity,
    select: (page) => page.items,
  });
}

/** The files that a finished job hands out; their links hold for some minutes. */
export function useArtifacts(job: string, isOn: boolean) {
  return useQuery({
    queryKey: ["jobs", "artifacts", job],
    queryFn: () => unwrap(api.GET("/jobs/{job_id}/artifacts", { params: { path: { job_id: job } } })),
    enabled: isOn,
    staleTime: 300_000,
    refetchInterval: 600_000,
  });
}

export interface ExportAsked {
  formats: string[];
  people: string[];
  withUnknown: boolean;
}

export function useExport(video: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ formats, people, withUnknown }: ExportAsked) =>
      unwrap(
        api.POST("/videos/{video_id}/export", {
          params: { path: { video_id: video } },
          body: {
            formats,
            people,
            params: Object.fromEntries(withUnknown ? formats.map((format) => [format, { unknown: true }]) : []),
          },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ predicate: (query) => query.meta?.live === true }),
  });
}
