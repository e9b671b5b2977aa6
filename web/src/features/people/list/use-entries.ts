import { useMemo } from "react";

import { useEverybody, useHomePeople, useShowPeople } from "@/api/queries/people";

import { entriesOfHome, entriesOfShow, narrowed, type Sort } from "./entries";

/** Homes with more people are not added up as a whole: that takes a request for each. */
export const MOST_ADDED_UP = 60;

/** People of a show, or of the home, in their order. */
export function useEntries(show: string | null, q: string, sort: Sort) {
  const people = useHomePeople();
  const seen = useShowPeople(show);
  const known = people.data;
  const isSmall = known !== undefined && known.length <= MOST_ADDED_UP;
  const ids = useMemo(() => (isSmall && show === null ? known.map(({ person }) => person) : []), [isSmall, show, known]);
  const everybody = useEverybody(ids);
  const entries = useMemo(() => {
    if (known === undefined) return undefined;
    if (show !== null) return seen.data === undefined ? undefined : narrowed(entriesOfShow(show, known, seen.data), q, sort);
    // Nobody changes places while others are still added up.
    const isAdded = sort !== "seconds" || !everybody.isPending;
    const details = new Map(everybody.found.flatMap((one) => (one === null ? [] : [[one.person, one] as const])));
    return isAdded ? narrowed(entriesOfHome(known, details), q, sort) : undefined;
  }, [known, show, seen.data, everybody, q, sort]);
  const error = people.error ?? (show === null ? null : seen.error);
  return {
    entries,
    isEmptyHome: known?.length === 0,
    canAddUp: show !== null || isSmall,
    error: entries === undefined ? error : null,
    retry: () => {
      void people.refetch();
      if (show !== null) void seen.refetch();
    },
  };
}
