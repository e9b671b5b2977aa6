"use client";

import { ChevronDown, Combine, Ellipsis, GraduationCap, ImagePlus, Trash2, UserRound } from "lucide-react";

import { messageOf, type PersonDetails } from "@/api";
import { useShows } from "@/api/queries/catalogue";
import { useChangePerson } from "@/api/queries/people";
import { count, screenTime } from "@/lib/format";
import { showTitle } from "@/lib/titles";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Menu, MenuChoice, MenuItem } from "@/ui/menu";
import { Picture } from "@/ui/picture";
import { complain, say } from "@/ui/toast";

import { teachingOf } from "../words";
import { Name } from "./name";

export type Window = "merge" | "forget" | "teach" | null;

/** To which show somebody belongs. */
function Show({ person }: { person: PersonDetails }) {
  const shows = useShows().data ?? [];
  const change = useChangePerson();
  const choices = [...new Set([...shows.map(({ show }) => show), ...(person.show === null ? [] : [person.show])])].sort();
  const join = (to: string, from: string, isUndo = false) =>
    change.mutate(
      { id: person.person, show: to },
      {
        onSuccess: () => say(to === "" ? `${person.name} belongs to no show` : `${person.name} belongs to ${showTitle(to)}`, isUndo ? undefined : { label: "Undo", run: () => join(from, to, true) }),
        onError: (error) => complain("The show stays", messageOf(error)),
      },
    );
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="inline-flex h-8 items-center gap-1 rounded-2 px-2 text-fg-2 hover:bg-press hover:text-fg coarse:h-11">
          <span className="sr-only">Show: </span>
          {person.show === null ? "No show" : showTitle(person.show)}
          <ChevronDown aria-hidden className="size-3.5" />
        </button>
      }
    >
      <MenuChoice value={person.show ?? ""} onChange={(show) => join(show, person.show ?? "")} choices={[{ value: "", label: "No show" }, ...choices.map((show) => ({ value: show, label: showTitle(show) }))]} />
    </Menu>
  );
}

interface Props {
  person: PersonDetails;
  onPhotos: () => void;
  onOpen: (window: Window) => void;
}

/** Who it is: portrait, name, what is known, and what can be done. */
export function Head({ person, onPhotos, onOpen }: Props) {
  const seconds = person.seen.reduce((sum, { visible }) => sum + visible.seconds, 0);
  const teaching = teachingOf(person, person.seeds);
  return (
    <header className="flex gap-6 max-md:gap-4">
      <div className="size-36 shrink-0 overflow-hidden rounded-4 bg-surface-2 max-md:size-24">
        <Picture address={person.picture} alt={`Portrait of ${person.name}`} icon={UserRound} className="object-[50%_8%]" />
      </div>
      <div className="flex min-w-0 flex-1 flex-col justify-center">
        <Name key={person.person} id={person.person} name={person.name} />
        <div className="num mt-1 -ml-2 flex flex-wrap items-center gap-x-1 gap-y-1 text-fg-2">
          <Show person={person} />
          <span aria-hidden className="text-fg-3">
            ·
          </span>
          <span className="px-1">{person.seen.length === 0 ? "Not seen yet" : `${screenTime(seconds)} in ${count(person.seen.length, "video")}`}</span>
          {teaching.tone !== "mute" && (
            <span title={teaching.advice}>
              <Badge tone={teaching.tone}>{teaching.text}</Badge>
            </span>
          )}
        </div>
        {teaching.advice !== "" && <p className="mt-0.5 text-12 text-fg-3 max-md:hidden">{teaching.advice}</p>}
        {!person.is_being_forgotten && (
          <div className="mt-3 flex flex-wrap gap-2 max-md:hidden">
            <Actions person={person} onPhotos={onPhotos} onOpen={onOpen} />
          </div>
        )}
      </div>
    </header>
  );
}

export function Actions({ person, onPhotos, onOpen }: Props) {
  return (
    <>
      <Button size="regular" look="primary" onClick={onPhotos}>
        <ImagePlus aria-hidden /> Add photos
      </Button>
      {person.seen.length > 0 && (
        <Button size="regular" onClick={() => onOpen("teach")}>
          <GraduationCap aria-hidden /> Learn from film
        </Button>
      )}
      <Menu
        align="start"
        trigger={
          <Button size="regular" isIcon className="max-md:ml-auto" aria-label={`More about ${person.name}`}>
            <Ellipsis />
          </Button>
        }
      >
        <MenuItem icon={Combine} onSelect={() => onOpen("merge")}>
          Make one person with somebody else
        </MenuItem>
        <MenuItem icon={Trash2} isDangerous onSelect={() => onOpen("forget")}>
          Forget {person.name}
        </MenuItem>
      </Menu>
    </>
  );
}
