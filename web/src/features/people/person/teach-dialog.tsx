"use client";

import { UserRound } from "lucide-react";
import { useState } from "react";

import { type Group, type Learned, messageOf, type PersonDetails } from "@/api";
import { useNamedGroups, useTeach, useTeachConfirmed } from "@/api/queries/facebank";
import { undoDecision } from "@/api/queries/review";
import { cx } from "@/lib/cx";
import { clock, count, screenTime } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Picture } from "@/ui/picture";
import { complain, say } from "@/ui/toast";

import { seenOf } from "./seen";

const isConfirmed = ({ how, is_locked: isLocked }: Group) => how === "decision" || isLocked;

/** Faces of a film that carry the name: confirm them, and the best become pictures of the person. */
export default function TeachDialog({ person, onClose }: { person: PersonDetails; onClose: () => void }) {
  const films = seenOf(person.seen);
  const [video, setVideo] = useState(films.toSorted((one, other) => other.clear - one.clear)[0]?.video ?? null);
  const named = useNamedGroups(video, person.person);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<readonly string[]>([]);
  const teach = useTeach();
  const teachConfirmed = useTeachConfirmed();
  const groups = named.data?.groups ?? [];
  const chosen = groups.filter(({ group }) => !left.has(group));
  const title = films.find((film) => film.video === video)?.title ?? "the film";
  const isBusy = teach.isPending || teachConfirmed.isPending;

  const told = (learned: Learned | null, why: string | null, undo?: () => void) => {
    if (learned !== null && learned.added.length > 0) {
      say(`${count(learned.added.length, "face")} of ${title} ${learned.added.length === 1 ? "is a picture" : "are pictures"} of ${person.name} now`, undo === undefined ? undefined : { label: "Undo", run: undo });
      onClose();
    } else {
      setRefused(why !== null ? [why] : learned !== null && learned.known > 0 ? ["These faces are pictures already."] : (learned?.refused ?? ["No face here is large and sharp enough."]));
    }
  };
  const go = () => {
    if (video === null || named.data === undefined || chosen.length === 0) return;
    const lesson = { person: person.person, video, run: named.data.run, head: named.data.head, groups: chosen.map(({ group }) => group) };
    const onError = (error: unknown) => complain("Nothing was learned", messageOf(error));
    if (chosen.every(isConfirmed)) teachConfirmed.mutate(lesson, { onSuccess: (learned) => told(learned, null), onError });
    else {
      teach.mutate(lesson, {
        onSuccess: ({ learned, why, decision, head }) =>
          told(learned, why, () => {
            undoDecision(video, head, decision).then(
              () => say("Taken back: the faces are as they were"),
              (error: unknown) => complain("It was not taken back", messageOf(error)),
            );
          }),
        onError,
      });
    }
  };
  return (
    <Dialog isOpen onClose={onClose} title={`Learn ${person.name} from a film`} description="Look at the faces first: one that shows somebody else can name strangers in every other film.">
      {films.length > 1 && (
        <label className="mb-4 block">
          <span className="mb-1 block font-medium">Film</span>
          <select
            value={video ?? ""}
            onChange={(event) => {
              setVideo(event.target.value);
              setRefused([]);
            }}
            className="h-8.5 w-full rounded-2 border border-line-control bg-surface-1 px-2 coarse:h-11 coarse:text-16"
          >
            {films.map((film) => (
              <option key={film.video} value={film.video}>
                {film.title} · {screenTime(film.visible)}
              </option>
            ))}
          </select>
        </label>
      )}
      {named.isError ? (
        <p role="alert" className="text-err">
          {messageOf(named.error)}
        </p>
      ) : named.data === undefined ? (
        <div className="skeleton h-24 rounded-3" />
      ) : groups.length === 0 ? (
        <p className="text-fg-2">The newest run of this film names nobody {person.name}. Choose another film.</p>
      ) : (
        <ul className="space-y-2">
          {groups.map((group) => {
            const isOn = !left.has(group.group);
            return (
              <li key={group.group}>
                <label className={cx("block cursor-pointer rounded-3 border p-2.5 has-focus-visible:shadow-(--focus)", isOn ? "border-accent-line bg-accent-soft" : "border-line")}>
                  <span className="flex items-center gap-2">
                    <input
                      type="checkbox"
                      checked={isOn}
                      onChange={() => setLeft((all) => new Set(isOn ? [...all, group.group] : [...all].filter((one) => one !== group.group)))}
                      className="size-4 accent-(--accent-solid)"
                      aria-label={`${screenTime(group.visible.seconds)} from ${clock(group.first.seconds)}`}
                    />
                    <span className="num flex-1 text-12 text-fg-2">
                      {screenTime(group.visible.seconds)} from {clock(group.first.seconds)} · {count(group.tracks, "track")}
                    </span>
                    {isConfirmed(group) ? <Badge tone="ok">Confirmed</Badge> : <Badge tone="mute">Not confirmed</Badge>}
                  </span>
                  <span className="mt-2 flex flex-wrap gap-1.5">
                    {group.pictures.map((address) => (
                      <span key={address} className="size-16 overflow-hidden rounded-2 bg-surface-3">
                        <Picture address={address} alt="" icon={UserRound} />
                      </span>
                    ))}
                  </span>
                </label>
              </li>
            );
          })}
        </ul>
      )}
      {refused.length > 0 && (
        <div role="alert" className="mt-3 rounded-3 bg-warn-soft p-3 text-warn">
          <p className="font-medium">Nothing new was learned.</p>
          <ul className="mt-1 list-disc pl-5">
            {refused.slice(0, 6).map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="mt-5 flex justify-end gap-2">
        <Button size="regular" onClick={onClose}>
          Cancel
        </Button>
        <Button size="regular" look="primary" disabled={chosen.length === 0 || isBusy} onClick={go}>
          {isBusy ? "Learning" : chosen.every(isConfirmed) ? "Learn from these" : `They are ${person.name}: learn`}
        </Button>
      </div>
    </Dialog>
  );
}
