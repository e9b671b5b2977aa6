"use client";

import { messageOf } from "@/api";
import { usePreviewOfRemoval, useRemoveVideos } from "@/api/queries/videos";
import { bytes, count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

import { type Entry, titleOf } from "../entries";

/** Says what goes and what stays, as the server counts it, before anything goes. */
export default function RemoveDialog({ chosen, onClose, onDone }: { chosen: readonly Entry[]; onClose: () => void; onDone: () => void }) {
  const ids = chosen.map(({ video }) => video.id);
  const [first] = chosen;
  const preview = usePreviewOfRemoval(ids);
  const remove = useRemoveVideos();
  const sum = (value: (one: NonNullable<typeof preview.data>[number]) => number) =>
    (preview.data ?? []).reduce((total, one) => total + value(one), 0);
  const stays = [...new Set((preview.data ?? []).flatMap((one) => one.stays))];
  const what = chosen.length === 1 && first !== undefined ? `“${titleOf(first.video)}”` : count(chosen.length, "video");

  const go = () => {
    remove.mutate(ids, {
      onSuccess: (results) => {
        const failed = results.filter((result) => result.status === "rejected");
        const gone = results.length - failed.length;
        if (gone > 0) say(`${count(gone, "video")} removed`);
        if (failed[0] !== undefined) complain(`${count(failed.length, "video")} not removed`, messageOf(failed[0].reason));
        onDone();
      },
    });
  };
  return (
    <Dialog isOpen onClose={onClose} title={`Remove ${what}?`}>
      {preview.isError ? (
        <p role="alert" className="text-err">
          {messageOf(preview.error)}
        </p>
      ) : (
        <div className="min-h-22" aria-busy={preview.isPending}>
          {preview.isPending ? (
            <div className="space-y-2">
              <div className="skeleton h-4 w-3/4 rounded-1" />
              <div className="skeleton h-4 w-1/2 rounded-1" />
            </div>
          ) : (
            <>
              <p>
                {sum((one) => one.jobs + one.results) > 0 &&
                  `${count(sum((one) => one.jobs), "job")} and ${count(sum((one) => one.results), "result")} go, too. `}
                {bytes(sum((one) => one.bytes_freed))} become free. This cannot be undone.
              </p>
              {stays.length > 0 && (
                <>
                  <p className="mt-3 font-medium">What stays</p>
                  <ul className="mt-1 list-disc pl-4 text-fg-2">
                    {stays.map((one) => (
                      <li key={one}>{one}</li>
                    ))}
                  </ul>
                </>
              )}
            </>
          )}
        </div>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" autoFocus onClick={onClose}>
          Keep
        </Button>
        <Button size="regular" look="danger" disabled={!preview.isSuccess || remove.isPending} onClick={go}>
          {remove.isPending ? "Removing" : "Remove"}
        </Button>
      </div>
    </Dialog>
  );
}
