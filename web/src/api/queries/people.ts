/** People of this home: who there is, what is known of each, and changing that. */

import { type QueryClient, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "../client";
import { ApiError } from "../problem";
import type { Person, PersonDetails } from "../types";

const MOST_PEOPLE = 2000;

/** Everybody who can be named. */
export function useHomePeople() {
  return useQuery({
    queryKey: ["people", "names"],
    queryFn: async ({ signal }) => {
      const found: Person[] = [];
      let cursor: string | null = null;
      do {
        const some: { items: Person[]; next: string | null } = await unwrap(api.GET("/people", { params: { query: { limit: 500, cursor } }, signal }));
        found.push(...some.items);
        cursor = some.next;
      } while (cursor !== null && found.length < MOST_PEOPLE);
      return found;
    },
    meta: { live: true },
  });
}

function detailsOf(id: string) {
  return {
    queryKey: ["people", "one", id],
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<PersonDetails> =>
      unwrap(api.GET("/people/{person}", { params: { path: { person: id } }, signal })),
    meta: { live: true },
  };
}

/** Somebody with their pictures, and the videos they are in. */
export function usePerson(id: string, isOn = true) {
  return useQuery({ ...detailsOf(id), enabled: isOn && id !== "" });
}

/** The same of several people, in their order; null for those who are not known here. */
export function useEverybody(ids: readonly string[]) {
  return useQueries({
    queries: ids.map((id) => detailsOf(id)),
    combine: (results) => ({
      found: results.map(({ data }) => data ?? null),
      isPending: results.some(({ isPending }) => isPending),
      // Somebody of a cast folder is seen in films and no person of the home.
      error: results.find(({ error }) => error !== null && !(error instanceof ApiError && error.status === 404))?.error ?? null,
    }),
  });
}

/** Who belongs to a show or is seen in it. A show without a video has only those whom somebody put into it. */
export function useShowPeople(show: string | null) {
  return useQuery({
    queryKey: ["people", "show", show],
    queryFn: async ({ signal }) => {
      try {
        return (await unwrap(api.GET("/shows/{show}/people", { params: { path: { show: show ?? "" } }, signal }))).items;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
    enabled: show !== null,
    meta: { live: true },
  });
}

/** Read what is known of people anew, and what rests on it. */
export function refresh(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ predicate: ({ queryKey: [noun] }) => noun === "people" || noun === "shows" });
}

function useChange<T, R>(change: (asked: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => refresh(queries) });
}

export function useAddPerson() {
  return useChange((body: { name: string; show: string | null }) => unwrap(api.POST("/people", { body })));
}

export interface Change {
  id: string;
  name?: string;
  /** Empty for no show. */
  show?: string;
}

/** Another name or show: shown at once, and as it was when the server refuses. */
export function useChangePerson() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Change) => unwrap(api.PATCH("/people/{person}", { params: { path: { person: id } }, body })),
    onMutate: ({ id, name, show }) => {
      const before = queries.getQueryData<PersonDetails>(["people", "one", id]);
      if (before !== undefined) {
        const after = { ...before, ...(name === undefined ? {} : { name }), ...(show === undefined ? {} : { show: show === "" ? null : show }) };
        queries.setQueryData<PersonDetails>(["people", "one", id], after);
      }
      return { before };
    },
    onError: (_error, { id }, kept) => {
      if (kept?.before !== undefined) queries.setQueryData(["people", "one", id], kept.before);
    },
    onSettled: () => refresh(queries),
  });
}

export function useMergePeople() {
  return useChange(({ gone, into }: { gone: string; into: string }) =>
    unwrap(api.POST("/people/{person}/merge", { params: { path: { person: gone } }, body: { into } })),
  );
}

/** What would be erased with somebody. */
export function usePreviewOfForgetting(id: string) {
  return useQuery({
    queryKey: ["people", "forgetting", id],
    queryFn: () => unwrap(api.DELETE("/people/{person}", { params: { path: { person: id }, query: { dry_run: true } } })),
    gcTime: 0,
    retry: false,
  });
}

export function useForget() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/people/{person}", { params: { path: { person: id }, query: { forget: true } } })),
    // Everything may have named them.
    onSuccess: () => queries.invalidateQueries(),
  });
}
