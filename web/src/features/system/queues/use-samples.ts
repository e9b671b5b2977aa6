import { useGathered } from "@/api/queries/system";

import { type Sample, sampleOf, withSample } from "./figures";

function taken(gathered: readonly Sample[] | undefined, text: string, at: number): readonly Sample[] {
  return withSample(gathered ?? [], sampleOf(text, at));
}

/** What was gathered since this page was opened first; going to another page and back keeps it. */
export function useSamples(): { samples: readonly Sample[]; error: Error | null; retry: () => void } {
  const { data = [], error, refetch } = useGathered(taken);
  return { samples: data, error, retry: () => void refetch() };
}
