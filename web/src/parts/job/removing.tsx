"use client";

import { messageOf } from "@/api";
import { useRemoveJobs } from "@/api/queries/job-list";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

/** What is said about removing, wherever it is asked for. */
export function WhatGoes({ hasDone, isOne = false }: { hasDone: boolean; isOne?: boolean }) {
  return (
    <>
      <p>{isOne ? "Its place in the list of jobs and its events go." : "Their places in the list and their events go."} This cannot be undone.</p>
      <p className="mt-2 text-fg-2">
        Videos, people and decisions stay.
        {hasDone &&
          " A video whose only finished analysis goes is shown as not analysed; analysing it again takes what is still kept and costs little."}
      </p>
    </>
  );
}

export function useRemoving(onDone: () => void): { run: (ids: readonly string[]) => void; isPending: boolean } {
  const remove = useRemoveJobs();
  return {
    isPending: remove.isPending,
    run: (ids) =>
      remove.mutate(ids, {
        onSuccess: ({ removed, kept }) => {
          if (removed > 0) say(`${count(removed, "job")} removed`);
          const [first] = kept;
          if (first !== undefined) complain(`${count(kept.length, "job")} not removed`, first.error.message);
          onDone();
        },
        onError: (error) => complain("Nothing was removed", messageOf(error)),
      }),
  };
}

interface Props {
  ids: readonly string[];
  /** Whether one of them ended well. */
  hasDone: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Asks before jobs go. */
export default function RemoveDialog({ ids, hasDone, onClose, onDone }: Props) {
  const remove = useRemoving(onDone);
  return (
    <Dialog isOpen onClose={onClose} title={ids.length === 1 ? "Remove this job?" : `Remove ${count(ids.length, "job")}?`}>
      <WhatGoes hasDone={hasDone} isOne={ids.length === 1} />
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" autoFocus onClick={onClose}>
          Keep
        </Button>
        <Button size="regular" look="danger" disabled={remove.isPending} onClick={() => remove.run(ids)}>
          {remove.isPending ? "Removing" : "Remove"}
        </Button>
      </div>
    </Dialog>
  );
}
