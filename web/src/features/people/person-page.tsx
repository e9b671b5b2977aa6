"use client";

import { ChevronLeft, Combine, GraduationCap, ImagePlus, Trash2, UserPlus, UserRoundX } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useCallback, useMemo, useRef, useState } from "react";

import { ApiError, messageOf, type PersonDetails } from "@/api";
import { usePerson } from "@/api/queries/people";
import { useTaker } from "@/lib/adding";
import { type Command, useCommands } from "@/lib/commands";
import { useKey } from "@/lib/keys";
import { showTitle } from "@/lib/titles";
import { useUrlState } from "@/lib/url-state";
import { Button, buttonLook } from "@/ui/button";
import { Empty, Failure } from "@/ui/feedback";

import { AlikeTo } from "./person/alike";
import { Actions, Head, type Window } from "./person/head";
import { OnScreen } from "./person/on-screen";
import { Seeds } from "./person/seeds";
import { PhotoField } from "./photos/photo-field";
import { useSending } from "./photos/sending";
import { Verdicts } from "./photos/verdicts";

const AddDialog = dynamic(() => import("./photos/add-dialog"), { ssr: false });
const MergeDialog = dynamic(() => import("./person/merge-dialog"), { ssr: false });
const ForgetDialog = dynamic(() => import("./person/forget-dialog"), { ssr: false });
const TeachDialog = dynamic(() => import("./person/teach-dialog"), { ssr: false });

/** Somebody: where they are seen, and what they are recognised by. */
export function PersonPage() {
  const url = useUrlState();
  const id = url.query.get("id") ?? "";
  const person = usePerson(id);
  const [isAdding, setAdding] = useState(false);
  if (id === "" || (person.error instanceof ApiError && person.error.status === 404)) {
    return (
      <Empty icon={UserRoundX} title={id === "" ? "Nobody is chosen" : "This person is not here"}>
        {id !== "" && <p>They may have been forgotten, or one run knew them by a cast folder only. Add them, and films know them by their photographs.</p>}
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          {id !== "" && (
            <Button size="regular" look="primary" onClick={() => setAdding(true)}>
              <UserPlus aria-hidden /> Add {showTitle(id)}
            </Button>
          )}
          <Link href="/people/" className={buttonLook("plain", "regular")}>
            To all people
          </Link>
        </div>
        {isAdding && <AddDialog name={showTitle(id)} show={null} onClose={() => setAdding(false)} />}
      </Empty>
    );
  }
  if (person.isError && person.data === undefined) {
    return (
      <Failure title="This person cannot be shown" onRetry={() => void person.refetch()}>
        {messageOf(person.error)}
      </Failure>
    );
  }
  if (person.data === undefined) return <Waiting />;
  return <Somebody key={person.data.person} person={person.data} merge={url.query.get("merge")} onMergeClosed={() => url.set({ merge: null })} />;
}

function Somebody({ person, merge, onMergeClosed }: { person: PersonDetails; merge: string | null; onMergeClosed: () => void }) {
  const files = useRef<HTMLInputElement>(null);
  const [shown, show] = useState<Window>(merge === null ? null : "merge");
  const [other, setOther] = useState(merge);
  const sending = useSending();
  const { send } = sending;
  const isLeaving = person.is_being_forgotten;

  const take = useCallback((photos: File[]) => void send(person.person, photos), [send, person.person]);
  useTaker(useMemo(() => (isLeaving ? null : { says: `Photographs of ${person.name}`, take }), [isLeaving, person.name, take]));
  const choose = () => files.current?.click();
  const canTeach = !isLeaving && person.seen.length > 0;
  useKey("person.photos", choose, !isLeaving);
  useKey("person.teach", () => show("teach"), canTeach);
  useKey("person.merge", () => show("merge"), !isLeaving);
  useCommands(
    useMemo<Command[]>(
      () =>
        isLeaving
          ? []
          : [
              { id: "person photos", title: `Add photographs of ${person.name}`, group: "Person", icon: ImagePlus, key: "person.photos", run: () => files.current?.click() },
              ...(canTeach ? [{ id: "person teach", title: `Learn ${person.name} from a film`, group: "Person", icon: GraduationCap, key: "person.teach" as const, run: () => show("teach") }] : []),
              { id: "person merge", title: `Make ${person.name} one person with somebody else`, group: "Person", icon: Combine, key: "person.merge", run: () => show("merge") },
              { id: "person forget", title: `Forget ${person.name}`, group: "Person", icon: Trash2, run: () => show("forget") },
            ],
      [isLeaving, canTeach, person.name],
    ),
  );
  const close = () => {
    show(null);
    setOther(null);
    if (merge !== null) onMergeClosed();
  };
  return (
    <>
      <title>{`${person.name} · Telecine`}</title>
      <nav aria-label="Way back" className="flex h-(--topbar-h) shrink-0 items-center gap-1 border-b border-line px-4 max-md:border-0 max-md:px-1">
        <Link href={person.show === null ? "/people/" : `/people/?show=${encodeURIComponent(person.show)}`} className={buttonLook("ghost", "regular")}>
          <ChevronLeft aria-hidden /> {person.show === null ? "People" : `People of ${showTitle(person.show)}`}
        </Link>
      </nav>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pt-6 pb-24 max-md:px-4 max-md:pt-1">
        <div className="mx-auto max-w-[1200px]">
          <Head person={person} onPhotos={choose} onOpen={show} />
          {isLeaving ? (
            <p role="status" className="mt-4 rounded-3 bg-warn-soft p-3 text-warn">
              {person.name} is being forgotten. It is done as soon as nothing runs.
            </p>
          ) : (
            <div className="mt-4 flex flex-wrap gap-2 md:hidden">
              <Actions person={person} onPhotos={choose} onOpen={show} />
            </div>
          )}
          <div className="mt-8 grid gap-x-8 gap-y-10 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
            <div className="min-w-0 space-y-10">
              <OnScreen person={person} />
              {!isLeaving && (
                <AlikeTo
                  key={person.picture}
                  person={person}
                  onMerge={(one) => {
                    setOther(one);
                    show("merge");
                  }}
                />
              )}
            </div>
            <div className="min-w-0">
              <Seeds person={person}>
                {!isLeaving && (
                  <div className="space-y-3">
                    <PhotoField input={files} onPhotos={take} says={`Drop photographs of ${person.name} alone anywhere here`} />
                    <Verdicts sent={sending.sent} />
                    {sending.sent.length > 0 && !sending.isBusy && (
                      <Button look="ghost" onClick={sending.clear}>
                        Clear this list
                      </Button>
                    )}
                  </div>
                )}
              </Seeds>
            </div>
          </div>
        </div>
      </div>
      {shown === "merge" && <MergeDialog person={person} other={other} onClose={close} />}
      {shown === "forget" && <ForgetDialog person={person} onClose={close} />}
      {shown === "teach" && <TeachDialog person={person} onClose={close} />}
    </>
  );
}

function Waiting() {
  return (
    <div aria-busy aria-label="Opening the person">
      <div className="h-(--topbar-h) border-b border-line max-md:border-0" />
      <div className="mx-auto max-w-[1248px] px-6 pt-6 max-md:px-4 max-md:pt-1">
        <div className="flex gap-6 max-md:gap-4">
          <div className="skeleton size-36 rounded-4 max-md:size-24" />
          <div className="flex flex-col justify-center gap-3">
            <div className="skeleton h-8 w-56 rounded-2" />
            <div className="skeleton h-4 w-40 rounded-1" />
          </div>
        </div>
        <div className="mt-8 grid gap-8 lg:grid-cols-[7fr_5fr]">
          <div className="skeleton h-64 rounded-4" />
          <div className="skeleton h-64 rounded-4" />
        </div>
      </div>
    </div>
  );
}
