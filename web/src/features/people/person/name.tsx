"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";

import { messageOf } from "@/api";
import { useChangePerson } from "@/api/queries/people";
import { useKey } from "@/lib/keys";
import { Button } from "@/ui/button";
import { complain, say } from "@/ui/toast";

const LONGEST = 100;

/** The name, and changing it where it stands. */
export function Name({ id, name }: { id: string; name: string }) {
  const change = useChangePerson();
  const [draft, setDraft] = useState<string | null>(null);
  const begin = () => setDraft(name);
  useKey("person.rename", begin);

  const rename = (from: string, to: string, isUndo = false) =>
    change.mutate(
      { id, name: to },
      {
        onSuccess: () => say(isUndo ? `${to} again` : `${from} is called ${to} now`, isUndo ? undefined : { label: "Undo", run: () => rename(to, from, true) }, isUndo ? undefined : "The old name goes on meaning them."),
        onError: (error) => complain("The name stays", messageOf(error)),
      },
    );
  if (draft === null) {
    return (
      <div className="flex min-w-0 items-center gap-1">
        <h1 className="truncate text-28 font-semibold tracking-tight" title={name}>
          {name}
        </h1>
        <Button look="ghost" size="regular" isIcon aria-label={`Change the name of ${name}`} onClick={begin}>
          <Pencil />
        </Button>
      </div>
    );
  }
  return (
    <form
      className="flex min-w-0 flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        const next = draft.trim();
        setDraft(null);
        if (next !== "" && next !== name) rename(name, next);
      }}
    >
      <h1 className="sr-only">{name}</h1>
      <input
        aria-label="Name"
        autoFocus
        required
        maxLength={LONGEST}
        autoComplete="off"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => {
          if (event.key === "Escape") setDraft(null);
        }}
        className="h-10 w-80 max-w-full rounded-2 border border-line-control bg-surface-1 px-2.5 text-20 font-semibold tracking-tight coarse:h-11"
      />
      <Button size="regular" look="primary" type="submit">
        Save
      </Button>
      <Button size="regular" onClick={() => setDraft(null)}>
        Cancel
      </Button>
    </form>
  );
}
