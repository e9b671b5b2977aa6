/** What stages do, in the words that they bring. */

import { useCallback } from "react";

import { useStages } from "@/api/queries/runs";

export type StageNames = (stage: string) => string;

/** A stage that is not there any more is called by its id. */
export function useStageNames(): StageNames {
  const { data } = useStages();
  return useCallback((stage) => data?.find((info) => info.stage === stage)?.doing ?? stage, [data]);
}
