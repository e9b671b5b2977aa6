"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";

import { type Erasure, messageOf, type Person } from "@/api";
import { useMe } from "@/api/queries/access";
import { useForget, usePreviewOfForgetting } from "@/api/queries/people";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

function goesOf(found: Erasure): string[] {
  const all: [number, string, string][] = [
    [found.photographs, "photograph", "photographs"],
    [found.confirmed_faces, "confirmed face", "confirmed faces"],
    [found.results, "result that names them or holds their face", "results that name them or hold their face"],
    [found.decisions, "correction", "corrections"],
    [found.jobs, "job that names them", "jobs that name them"],
  ];
  return all.filter(([number]) => number > 0).map(([number, one, many]) => count(number, one, many));
}

/** Erase somebody for good. It says what goes, as the server counts it, and asks for the name. */
export default function ForgetDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const router = useRouter();
  const me = useMe();
  const preview = usePreviewOfForgetting(person.person);
  const forget = useForget();
  const [typed, setTyped] = useState("");
  const mayNot = me.data !== undefined && me.data.role !== "admin";
  const goes = preview.data === undefined ? [] : goesOf(preview.data);
  const go = () =>
    forget.mutate(person.person, {
      onSuccess: ({ state }) => {
        if (state === "begun") say(`${person.name} is being forgotten`, undefined, "It is done as soon as nothing runs, within seconds.");
        else say(`${person.name} is forgotten`);
        router.replace("/people/");
      },
      onError: (error) => complain(`${person.name} was not forgotten`, messageOf(error)),
    });
  return (
    <Dialog isOpen onClose={onClose} title={`Forget ${person.name}?`} description="Everything about them is erased. This cannot be undone.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() === person.name) go();
        }}
      >
        <div className="min-h-30" aria-busy={preview.isPending}>
          {mayNot ? (
            <p role="alert">Only an administrator can forget somebody. Ask one.</p>
          ) : preview.isError ? (
            <p role="alert" className="text-err">
              {messageOf(preview.error)}
            </p>
          ) : preview.data === undefined ? (
            <div className="space-y-2">
              <div className="skeleton h-4 w-3/4 rounded-1" />
              <div className="skeleton h-4 w-1/2 rounded-1" />
              <div className="skeleton h-4 w-2/3 rounded-1" />
            </div>
          ) : (
            <>
              <p className="font-medium">What goes</p>
              <ul className="num mt-1 list-disc pl-5 text-fg-2">
                <li>Their name{preview.data.videos.length > 0 ? `, also in ${count(preview.data.videos.length, "film")}, whose faces the next run looks for anew` : ""}</li>
                {goes.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
              <p className="mt-3 font-medium">What stays</p>
              <p className="mt-1 text-fg-2">{preview.data.stays}</p>
              <Field className="mt-4" label={`Write “${person.name}” to go on`} autoComplete="off" autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
            </>
          )}
        </div>
        <div className="mt-5 flex justify-end gap-2">
          <Button size="regular" onClick={onClose}>
            Keep
          </Button>
          <Button size="regular" look="danger" type="submit" disabled={!preview.isSuccess || mayNot || forget.isPending || typed.trim() !== person.name}>
            {forget.isPending ? "Forgetting" : "Forget"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
