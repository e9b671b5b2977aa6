"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { type Job, messageOf } from "@/api";
import { idsOfEnded } from "@/api/queries/job-list";
import { count } from "@/lib/format";
import { useRemoving, WhatGoes } from "@/parts/job/removing";
import { JOB_LOOKS } from "@/parts/job/words";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";

const ENDS = ["failed", "cancelled", "succeeded"] as const satisfies readonly Job["state"][];
const AGES = [
  { days: 0, label: "Of any age" },
  { days: 1, label: "Older than a day" },
  { days: 7, label: "Older than a week" },
  { days: 30, label: "Older than a month" },
] as const;
const DAY_MS = 86_400_000;

/** Removes all jobs that ended in some way, also those that are not shown. */
export default function TidyDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [states, setStates] = useState<readonly Job["state"][]>(["failed", "cancelled"]);
  const [days, setDays] = useState(0);
  const [opened] = useState(() => Date.now());
  const found = useQuery({
    queryKey: ["jobs", "ended", [...states].sort().join(), days],
    queryFn: () => idsOfEnded(states, days === 0 ? null : new Date(opened - days * DAY_MS).toISOString()),
    enabled: states.length > 0,
    gcTime: 0,
  });
  const remove = useRemoving(onDone);
  const ids = states.length === 0 ? [] : (found.data ?? []);
  const isCounting = states.length > 0 && found.isPending;
  return (
    <Dialog isOpen onClose={onClose} title="Remove finished jobs">
      <fieldset>
        <legend className="mb-1 font-medium">Which</legend>
        <div className="flex flex-wrap gap-x-5">
          {ENDS.map((state) => (
            <label key={state} className="flex min-h-8 cursor-pointer items-center gap-2 coarse:min-h-11">
              <input
                type="checkbox"
                checked={states.includes(state)}
                onChange={() => setStates((old) => (old.includes(state) ? old.filter((one) => one !== state) : [...old, state]))}
                className="size-4 accent-(--accent-solid)"
              />
              {JOB_LOOKS[state].word}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className="mt-3">
        <legend className="mb-1 font-medium">How old</legend>
        <div className="flex flex-wrap gap-x-5">
          {AGES.map((age) => (
            <label key={age.days} className="flex min-h-8 cursor-pointer items-center gap-2 coarse:min-h-11">
              <input type="radio" name="age" checked={days === age.days} onChange={() => setDays(age.days)} className="size-4 accent-(--accent-solid)" />
              {age.label}
            </label>
          ))}
        </div>
      </fieldset>
      <div className="mt-4 min-h-24 rounded-3 bg-surface-3 p-3 light:bg-surface-2">
        {found.isError ? (
          <p role="alert" className="text-err">
            {messageOf(found.error)}
          </p>
        ) : (
          <>
            <p role="status" className="num font-medium">
              {isCounting ? "Counting" : ids.length === 0 ? "No job is like that" : `${count(ids.length, "job")} will go`}
            </p>
            <div className="mt-1 text-12">
              <WhatGoes hasDone={states.includes("succeeded")} />
            </div>
          </>
        )}
      </div>
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" autoFocus onClick={onClose}>
          Keep
        </Button>
        <Button size="regular" look="danger" disabled={isCounting || ids.length === 0 || remove.isPending} onClick={() => remove.run(ids)}>
          {remove.isPending ? "Removing" : ids.length === 0 ? "Remove" : `Remove ${count(ids.length, "job")}`}
        </Button>
      </div>
    </Dialog>
  );
}
