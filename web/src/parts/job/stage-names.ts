import { useCallback, useMemo } from "react";

import { useStages } from "@/api/queries/runs";

/** A stage whose words are not known any more: `media.scan` is `Scan`. */
export function plainName(stage: string): string {
  const word = stage.split(".").at(-1) ?? stage;
  return word.length <= 4 ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1);
}

/** What each stage does, in the words that it brings. */
export function useStageNames(): (stage: string) => string {
  const { data } = useStages();
  const words = useMemo(() => new Map(data?.map(({ stage, doing }) => [stage, doing])), [data]);
  return useCallback((stage: string) => words.get(stage) ?? plainName(stage), [words]);
}
