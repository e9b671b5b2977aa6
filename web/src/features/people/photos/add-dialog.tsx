"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo, useState } from "react";

import { messageOf } from "@/api";
import { useShows } from "@/api/queries/catalogue";
import { useAddPerson, useHomePeople } from "@/api/queries/people";
import { useTaker } from "@/lib/adding";
import { count } from "@/lib/format";
import { showTitle } from "@/lib/titles";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { complain } from "@/ui/toast";

import { PhotoField } from "./photo-field";
import { Preview } from "./preview";
import { useSending } from "./sending";
import { Verdicts } from "./verdicts";

/** Names that the server takes for one: without accents, case and what stands between words. */
const spelling = (name: string) =>
  name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** Somebody new: a name, photographs, and what became of each of them. */
export default function AddDialog({ name: first, show: ofShow, onClose }: { name: string; show: string | null; onClose: () => void }) {
  const router = useRouter();
  const shows = useShows().data ?? [];
  const people = useHomePeople().data ?? [];
  const add = useAddPerson();
  const sending = useSending();
  const [name, setName] = useState(first);
  const [show, setShow] = useState(ofShow ?? "");
  const [note, setNote] = useState("");
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [made, setMade] = useState<{ id: string; name: string } | null>(null);
  const known = people.find((person) => spelling(person.name) === spelling(name));

  const { send } = sending;
  const take = useCallback(
    (more: File[]) => {
      if (made !== null) void send(made.id, more, note.trim());
      else setPhotos((all) => [...all, ...more.filter((file) => !all.some((other) => other.name === file.name && other.size === file.size))]);
    },
    [made, note, send],
  );
  useTaker(useMemo(() => ({ says: `Photographs of ${made?.name ?? "somebody new"}`, take }), [made, take]));

  const save = () =>
    add.mutate(
      { name: name.trim(), show: show.trim() === "" ? null : show.trim() },
      {
        onSuccess: (person) => {
          setMade({ id: person.person, name: person.name });
          if (photos.length > 0) void sending.send(person.person, photos, note.trim());
          else router.push(`/person/?id=${encodeURIComponent(person.person)}`);
        },
        onError: (error) => complain(`${name.trim()} was not added`, messageOf(error)),
      },
    );
  return (
    <Dialog isOpen onClose={onClose} title={made === null ? "Add somebody" : `${made.name} is here`} description={made === null ? "A name and two or more photographs in different light." : undefined}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (made === null) save();
          else router.push(`/person/?id=${encodeURIComponent(made.id)}`);
        }}
      >
        {made === null && (
          <>
            <Field
              label="Name"
              required
              maxLength={100}
              autoFocus
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
              hint={known === undefined ? undefined : `${known.name} is here already. Photographs are added to theirs.`}
            />
            <div className="mt-3 grid gap-3 sm:grid-cols-2">
              <Field label="Show" list="people-shows" autoComplete="off" hint="Empty for none" value={show} onChange={(event) => setShow(event.target.value)} />
              <Field label="Where the photographs are from" autoComplete="off" maxLength={500} hint="And who agreed to their use" value={note} onChange={(event) => setNote(event.target.value)} />
            </div>
            <datalist id="people-shows">
              {shows.map((each) => (
                <option key={each.show} value={each.show}>
                  {showTitle(each.show)}
                </option>
              ))}
            </datalist>
          </>
        )}
        <div className="mt-4 space-y-3">
          <PhotoField onPhotos={take} says={made !== null ? "Drop or choose more photographs of them" : photos.length === 0 ? "Drop photographs here, with this person alone" : `${count(photos.length, "photograph")} chosen. Drop or choose more.`} />
          {made === null ? <Chosen photos={photos} onRemove={(file) => setPhotos((all) => all.filter((other) => other !== file))} /> : <Verdicts sent={sending.sent} />}
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button size="regular" onClick={onClose}>
            {made === null ? "Cancel" : "Close"}
          </Button>
          <Button size="regular" type="submit" look="primary" disabled={add.isPending || sending.isBusy || name.trim() === ""}>
            {made === null ? (photos.length === 0 ? "Add without photographs" : `Add with ${count(photos.length, "photograph")}`) : "Open their page"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Chosen({ photos, onRemove }: { photos: readonly File[]; onRemove: (photo: File) => void }) {
  return (
    <ul aria-label="Chosen photographs" className="flex flex-wrap gap-2">
      {photos.map((file) => (
        <li key={`${file.name} ${String(file.size)}`}>
          <button type="button" aria-label={`Leave out ${file.name}`} title={`Leave out ${file.name}`} onClick={() => onRemove(file)} className="block size-14 overflow-hidden rounded-2 hover:opacity-60">
            <Preview file={file} className="size-full object-cover" />
          </button>
        </li>
      ))}
    </ul>
  );
}
