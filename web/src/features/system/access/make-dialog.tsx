"use client";

import { type SubmitEvent, useState } from "react";

import { type MadeKey, type Me, messageOf } from "@/api";
import { useMakeKey } from "@/api/queries/keys";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Copy } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";

import { ROLE_SAYS, ROLES } from "./roles";

const LIVES = [
  { days: "30", label: "30 days" },
  { days: "365", label: "A year" },
  { days: "", label: "Until it is revoked" },
] as const;

/** Make a key; its text is shown once. */
export default function MakeDialog({ onClose }: { onClose: () => void }) {
  const make = useMakeKey();
  const [made, setMade] = useState<MadeKey | null>(null);
  if (made !== null) return <Shown made={made} onClose={onClose} />;
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const word = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const role: Me["role"] = ROLES.find((one) => one === word("role")) ?? "viewer";
    const days = word("days");
    make.mutate({ name: word("name"), role, days: days === "" ? null : Number(days) }, { onSuccess: setMade });
  };
  return (
    <Dialog isOpen onClose={onClose} title="New key" description="For one person or one program.">
      <form onSubmit={send}>
        <Field label="Who or what will use it" name="name" required maxLength={100} autoComplete="off" placeholder="Night shift" autoFocus />
        <fieldset className="mt-4">
          <legend className="mb-1 font-medium">Role</legend>
          {ROLES.map((role) => (
            <label key={role} className="flex min-h-8 cursor-pointer items-center gap-2.5 coarse:min-h-11">
              <input type="radio" name="role" value={role} defaultChecked={role === "viewer"} className="size-4 accent-(--accent-solid)" />
              <span className="w-14 font-medium">{role}</span>
              <span className="min-w-0 flex-1 text-12 text-fg-2">{ROLE_SAYS[role]}</span>
            </label>
          ))}
        </fieldset>
        <fieldset className="mt-3">
          <legend className="mb-1 font-medium">Valid</legend>
          <div className="flex flex-wrap gap-x-5">
            {LIVES.map(({ days, label }) => (
              <label key={label} className="flex min-h-8 cursor-pointer items-center gap-2 coarse:min-h-11">
                <input type="radio" name="days" value={days} defaultChecked={days === "365"} className="size-4 accent-(--accent-solid)" />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        {make.isError && (
          <p role="alert" className="mt-3 text-err">
            {messageOf(make.error)}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button size="regular" onClick={onClose}>
            Cancel
          </Button>
          <Button size="regular" look="primary" type="submit" disabled={make.isPending}>
            {make.isPending ? "Making" : "Make the key"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Shown({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title={`The key of ${made.name}`} description="It is shown this once. Copy it now and hand it over safely; later it can only be revoked.">
      <div className="flex items-center gap-2 rounded-3 bg-surface-3 p-3 light:bg-surface-2">
        <code data-testid="key" className="min-w-0 flex-1 font-mono text-12 break-all select-all">
          {made.key}
        </code>
        <Copy text={made.key} what="the key" isWord />
      </div>
      <div className="mt-5 flex justify-end">
        <Button size="regular" look="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
