/** Stopping jobs and going on with them, with what is said about it. */

import { type Job, messageOf } from "@/api";
import { useCancel, useRetry } from "@/api/queries/jobs";
import { count } from "@/lib/format";
import { complain, say } from "@/ui/toast";

function refused(results: readonly PromiseSettledResult<Job>[]): PromiseRejectedResult | undefined {
  return results.find((result) => result.status === "rejected");
}

/** Go on with jobs that stopped, from what is finished. */
export function useGoOn(): { run: (ids: readonly string[]) => void; isPending: boolean } {
  const retry = useRetry();
  const cancel = useCancel();
  return {
    isPending: retry.isPending,
    run: (ids) =>
      retry.mutate(ids, {
        onSuccess: (results) => {
          const failed = refused(results);
          const begun = results.filter((result) => result.status === "fulfilled").map(({ value }) => value.id);
          if (failed !== undefined) complain(ids.length === 1 ? "It does not go on" : "Not all of them go on", messageOf(failed.reason));
          if (begun.length > 0) {
            say(begun.length === 1 ? "It goes on from where it stopped." : `${count(begun.length, "job")} go on from where they stopped.`, {
              label: "Stop",
              run: () => cancel.mutate(begun),
            });
          }
        },
      }),
  };
}

/** Stop jobs; what is finished is kept, so stopping is undone by going on. */
export function useStop(): { run: (ids: readonly string[]) => void; isPending: boolean } {
  const cancel = useCancel();
  const retry = useRetry();
  return {
    isPending: cancel.isPending,
    run: (ids) =>
      cancel.mutate(ids, {
        onSuccess: (results) => {
          const failed = refused(results);
          const stopped = results.filter((result) => result.status === "fulfilled").map(({ value }) => value.id);
          if (failed !== undefined) complain(ids.length === 1 ? "It is not stopped" : "Not all of them are stopped", messageOf(failed.reason));
          if (stopped.length > 0) {
            say(
              stopped.length === 1 ? "Stopped" : `${count(stopped.length, "job")} stopped`,
              { label: "Go on", run: () => retry.mutate(stopped) },
              "What is finished is kept.",
            );
          }
        },
      }),
  };
}
