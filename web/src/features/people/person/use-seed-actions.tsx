"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { messageOf, type PersonDetails, type Seed } from "@/api";
import { fetchPicture, sendPhoto, useFeature, useRemoveSeed } from "@/api/queries/facebank";
import { refresh } from "@/api/queries/people";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

/** A photograph that teaches is kept by this page until its message goes, and sent again on Undo. */
function canComeBack(seed: Seed): boolean {
  return seed.kind === "photo" && (seed.state === "used" || seed.state === "unlike the others");
}

/** Choosing the portrait, and taking pictures away: with a way back where there is one, after a question where there is none. */
export function useSeedActions(person: PersonDetails): { feature: (seed: Seed) => void; remove: (seed: Seed) => void; confirmation: ReactNode } {
  const queries = useQueryClient();
  const { mutate: choose } = useFeature(person.person);
  const { mutate: take } = useRemoveSeed(person.person);
  const [asked, setAsked] = useState<Seed | null>(null);
  const portrait = person.seeds.find(({ picture }) => picture === person.picture);

  const feature = (seed: Seed) =>
    choose(seed, {
      onSuccess: () => say(`The portrait of ${person.name} is another one`, portrait === undefined ? undefined : { label: "Undo", run: () => choose(portrait) }),
      onError: (error) => complain("The portrait stays", messageOf(error)),
    });
  const complainOf = (error: unknown) => complain("The picture was not removed", messageOf(error));
  const back = async (seed: Seed, file: File) => {
    try {
      const verdict = await sendPhoto(person.person, file, seed.note);
      if (verdict.state === "refused") complain(`${seed.file_name} did not come back`, verdict.reason);
      else if (seed.picture === person.picture) choose(seed);
    } catch (error) {
      complain(`${seed.file_name} did not come back`, messageOf(error));
    }
    await refresh(queries);
  };
  const removeWithWayBack = async (seed: Seed) => {
    let file: File;
    try {
      file = await fetchPicture(seed.picture, seed.file_name);
    } catch {
      setAsked(seed);
      return;
    }
    take(seed, {
      onSuccess: () => say("Picture removed", { label: "Undo", run: () => void back(seed, file) }, "The next run of a film does without it."),
      onError: complainOf,
    });
  };
  const close = () => setAsked(null);
  const confirmation = asked !== null && (
    <Dialog isOpen onClose={close} title="Remove this picture?" description={asked.kind === "photo" ? "It cannot be brought back from here." : "It can be learned from its film again."}>
      <p>The next run of a film does without it. Names that were given by it stay until then.</p>
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" autoFocus onClick={close}>
          Keep
        </Button>
        <Button
          size="regular"
          look="danger"
          onClick={() => {
            close();
            take(asked, { onSuccess: () => say("Picture removed"), onError: complainOf });
          }}
        >
          Remove
        </Button>
      </div>
    </Dialog>
  );
  return { feature, remove: (seed) => (canComeBack(seed) ? void removeWithWayBack(seed) : setAsked(seed)), confirmation };
}
