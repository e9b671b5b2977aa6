/** The list of all jobs, page after page, kept up to date without reading all of it again. */

import { type InfiniteData, type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { onJobsChanged } from "../changes";
import { api, unwrap } from "../client";
import type { Job, JobPage } from "../types";

export const JOBS_OF_A_PAGE = 100;
const READ_ONE_BY_ONE = 20;
const TOGETHER_MS = 300;
const BULK = 1000;
const LIST = ["jobs", "list"] as const;

export interface JobFilters {
  state: Job["state"] | null;
  app: string | null;
}

type Pages = InfiniteData<JobPage, string | null>;

function read({ state, app }: JobFilters, cursor: string | null, limit: number, signal?: AbortSignal): Promise<JobPage> {
  return unwrap(
    api.GET("/jobs", {
      params: { query: { limit, cursor, ...(state === null ? {} : { state: [state] }), ...(app === null ? {} : { app }) } },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

/**
 * The pages with the newest one read anew. What fell off its end moves to the next page; what is in it now is nowhere
 * else. Of the others, `changed` has those that were read again, null for one that is gone.
 */
export function withNewest(pages: readonly JobPage[], newest: JobPage, changed: ReadonlyMap<string, Job | null>, { state }: JobFilters): JobPage[] {
  const [first, second, ...rest] = pages;
  if (first === undefined || second === undefined) return [newest];
  const isHere = new Set(newest.items.map(({ id }) => id));
  const last = newest.items.at(-1);
  const fallen = first.items.filter((job) => !isHere.has(job.id) && last !== undefined && job.created_at <= last.created_at);
  const below = [{ ...second, items: [...fallen, ...second.items] }, ...rest].map((page) => ({
    ...page,
    items: page.items.flatMap((job) => {
      if (isHere.has(job.id)) return [];
      const now = changed.has(job.id) ? changed.get(job.id) : job;
      return now == null || (state !== null && now.state !== state) ? [] : [now];
    }),
  }));
  // The cursor of the page as it was leads to where the second one begins.
  return [{ ...newest, next: first.next }, ...below];
}

async function readAgain(queries: QueryClient, filters: JobFilters, changed: ReadonlySet<string>): Promise<void> {
  const key = [...LIST, filters.state, filters.app];
  const known = queries.getQueryData<Pages>(key);
  if (known === undefined) return;
  const newest = await read(filters, null, JOBS_OF_A_PAGE);
  const isHere = new Set(newest.items.map(({ id }) => id));
  const below = known.pages.slice(1).flatMap(({ items }) => items.filter(({ id }) => changed.has(id) && !isHere.has(id)));
  const fallen = (known.pages[0]?.items ?? []).filter(({ id }) => !isHere.has(id) && changed.has(id));
  const wanted = [...fallen, ...below];
  if (changed.size === 0 ? known.pages.length > 1 : wanted.length > READ_ONE_BY_ONE) {
    await queries.invalidateQueries({ queryKey: key });
    return;
  }
  const now = await Promise.all(
    wanted.map(async ({ id }): Promise<[string, Job | null]> => {
      const job = await unwrap(api.GET("/jobs/{job_id}", { params: { path: { job_id: id } } })).catch(() => null);
      return [id, job];
    }),
  );
  queries.setQueryData<Pages>(key, (old) =>
    old === undefined ? old : { ...old, pages: withNewest(old.pages, newest, new Map(now), filters), pageParams: old.pageParams },
  );
}

/** Jobs that fit, the newest first. */
export function useJobs(filters: JobFilters) {
  const { state, app } = filters;
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: [...LIST, state, app],
    queryFn: ({ pageParam, signal }) => read({ state, app }, pageParam, JOBS_OF_A_PAGE, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchOnWindowFocus: false,
  });
  useEffect(() => {
    let changed = new Set<string>();
    let isAny = false;
    let isReading = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      timer = undefined;
      if (isReading) {
        wait();
        return;
      }
      isReading = true;
      const some = isAny ? new Set<string>() : changed;
      [changed, isAny] = [new Set(), false];
      // What cannot be read now is read with the next change.
      await readAgain(queries, { state, app }, some).catch(() => undefined);
      isReading = false;
    };
    const wait = () => {
      timer ??= setTimeout(() => void look(), TOGETHER_MS);
    };
    const stop = onJobsChanged((jobs) => {
      if (jobs.size === 0) isAny = true;
      for (const id of jobs) changed.add(id);
      wait();
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queries, state, app]);
  const jobs = useMemo(() => pages.data?.pages.flatMap((page) => page.items), [pages.data]);
  return { ...pages, jobs, total: pages.data?.pages[0]?.total ?? null };
}

/** How many jobs are in a state. */
export function useJobCount(state: Job["state"], isOn = true) {
  return useQuery({
    queryKey: ["jobs", "count", state],
    queryFn: async ({ signal }) => (await read({ state, app: null }, null, 1, signal)).total ?? 0,
    meta: { live: true },
    enabled: isOn,
  });
}

/** Show a change of some jobs at once; answers with what takes it back. */
export function changeShown(queries: QueryClient, ids: readonly string[], change: (job: Job) => Job | null): () => void {
  const before = queries.getQueriesData<Pages>({ queryKey: LIST });
  queries.setQueriesData<Pages>({ queryKey: LIST }, (old) =>
    old === undefined
      ? old
      : {
          ...old,
          pages: old.pages.map((page) => ({
            ...page,
            items: page.items.flatMap((job) => {
              if (!ids.includes(job.id)) return [job];
              const now = change(job);
              return now === null ? [] : [now];
            }),
          })),
        },
  );
  return () => {
    for (const [key, data] of before) queries.setQueryData(key, data);
  };
}

/** Remove jobs that have ended. The answer names those that stay. */
export function useRemoveJobs() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const answers = [];
      for (let start = 0; start < ids.length; start += BULK) {
        answers.push(await unwrap(api.POST("/jobs/bulk-delete", { body: { ids: ids.slice(start, start + BULK) } })));
      }
      return { removed: answers.reduce((sum, one) => sum + one.removed, 0), kept: answers.flatMap((one) => one.kept) };
    },
    onMutate: (ids) => ({ undo: changeShown(queries, ids, () => null) }),
    onError: (_error, _ids, kept) => kept?.undo(),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: LIST });
      await queries.invalidateQueries({ predicate: (query) => query.meta?.live === true });
    },
  });
}

/** Ids of all jobs that ended in a state, some of them only those that were made before a time. */
export async function idsOfEnded(states: readonly Job["state"][], before: string | null): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: JobPage = await unwrap(
      api.GET("/jobs", { params: { query: { limit: 500, cursor, state: [...states], ...(before === null ? {} : { created_before: before }) } } }),
    );
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}
