"use client";

import { useMemo } from "react";

import { useHomePeople } from "@/api/queries/people";
import { useWhoIsWho } from "@/api/queries/review";

import { type Known, lanesOf, NOTHING_KNOWN } from "./logic/known";
import type { Item } from "./logic/queue";

/** What helps to answer a question; `isReady` when nothing more comes. */
export function useKnown(item: Item | undefined): { known: Known; isReady: boolean } {
  const { people, pairs, groups, timeline } = useWhoIsWho(item?.video, item?.run);
  const home = useHomePeople();
  const known = useMemo<Known>(
    () => ({
      ...NOTHING_KNOWN,
      people: people.data?.people ?? [],
      home: home.data ?? [],
      pairs: pairs.data?.pairs ?? [],
      threshold: pairs.data?.threshold ?? null,
      groups: new Map((groups.data?.groups ?? []).map((group) => [group.group, group])),
      lanes: timeline.data?.intervals == null ? new Map() : lanesOf(timeline.data.people, timeline.data.intervals),
    }),
    [people.data, home.data, pairs.data, groups.data, timeline.data],
  );
  return { known, isReady: [people, pairs, groups, timeline, home].every((query) => !query.isPending) };
}
