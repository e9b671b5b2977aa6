"use client";

import { Command as Base } from "cmdk";
import { Search, UserPlus, UserRound } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";

import { secs } from "@/lib/format";
import { Toggle } from "@/ui/controls";
import { Picture } from "@/ui/picture";

import type { Act } from "../logic/acts";
import type { Known } from "../logic/known";
import type { TypedAhead } from "../logic/typed-ahead";

export type Asking = "new" | "search" | "merge";

interface Props {
  asking: Asking;
  known: Known;
  /** Groups that it is about: nobody is joined with themselves. */
  groups: readonly string[];
  /** What was typed before the window was there. */
  typed: TypedAhead;
  onClose: () => void;
  onAct: (act: Act) => void;
}

const TITLES: Record<Asking, string> = {
  new: "Who is it? Write a new name",
  search: "Who is it? Search people",
  merge: "With whom is it one person?",
};

const ROW = "flex h-12 cursor-pointer items-center gap-3 rounded-2 px-2.5 data-[selected=true]:bg-press";

function Line({ value, picture, title, children, onSelect }: { value: string; picture: string | null; title: string; children: ReactNode; onSelect: () => void }) {
  return (
    <Base.Item value={value} keywords={[title]} onSelect={onSelect} className={ROW}>
      <span className="size-9 shrink-0 overflow-hidden rounded-full bg-surface-3">
        <Picture address={picture} alt="" icon={UserRound} />
      </span>
      <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
      <span className="num shrink-0 text-12 text-fg-2">{children}</span>
    </Base.Item>
  );
}

/** Say who somebody is: by a name that is known, a new one, or somebody else of the video. */
export default function Who({ asking, known, groups, typed, onClose, onAct }: Props) {
  const [text, setText] = useState("");
  const [teaches, setTeaches] = useState(false);
  const name = text.trim();
  const isKnown = [...known.people.map((one) => one.label), ...known.home.map((one) => one.name)].some(
    (each) => each.toLocaleLowerCase() === name.toLocaleLowerCase(),
  );
  const done = (act: Act) => {
    onClose();
    onAct(act.kind === "name" ? { ...act, teach: teaches } : act);
  };
  const here = known.people.filter((one) => !one.groups.some((group) => groups.includes(group)));
  const elsewhere = known.home.filter((one) => !one.is_being_forgotten && !known.people.some((other) => other.person === one.person));
  return (
    <Dialog.Root
      open
      onOpenChange={(open) => {
        if (open) return;
        typed.take();
        onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-(--z-overlay) bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="panel appear fixed top-[10vh] left-1/2 z-(--z-dialog) w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-4"
        >
          <Dialog.Title className="px-4 pt-3.5 text-12 font-medium text-fg-2">{TITLES[asking]}</Dialog.Title>
          <Base label={TITLES[asking]} loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-fg-3" />
              <Base.Input
                value={text}
                onValueChange={setText}
                onFocus={() => {
                  const early = typed.take();
                  if (early !== "") setText((text) => early + text);
                }}
                maxLength={100}
                placeholder={asking === "merge" ? "Name or Unknown 3" : "Name"}
                className="h-12 flex-1 bg-transparent text-14 outline-none placeholder:text-fg-3 focus-visible:shadow-none coarse:text-16"
              />
            </div>
            <Base.List className="max-h-[min(52vh,440px)] scroll-py-2 overflow-y-auto p-1.5">
              {(asking === "merge" || name === "") && (
                <Base.Empty className="px-3 py-8 text-center text-fg-2">{name === "" ? "Write the name of somebody new." : "Nobody is called that."}</Base.Empty>
              )}
              {asking !== "merge" && name !== "" && !isKnown && (
                <Base.Item forceMount value={`new ${name}`} onSelect={() => done({ kind: "name", name })} className={ROW}>
                  <span className="grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-accent">
                    <UserPlus aria-hidden className="size-4" />
                  </span>
                  <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
                  <span className="shrink-0 text-12 text-fg-2">New person</span>
                </Base.Item>
              )}
              {here
                .filter((one) => asking === "merge" || one.person !== null)
                .map((one) => (
                  <Line
                    key={one.groups.join(" ")}
                    value={`here ${one.person ?? one.label}`}
                    picture={one.picture}
                    title={one.label}
                    onSelect={() =>
                      done(
                        asking === "merge" || one.person === null
                          ? { kind: "merge", with: { groups: one.groups, label: one.label } }
                          : { kind: "name", name: one.label, person: one.person },
                      )
                    }
                  >
                    {secs(one.visible.seconds)} in this video
                  </Line>
                ))}
              {asking !== "merge" &&
                elsewhere.map((one) => (
                  <Line
                    key={one.person}
                    value={`home ${one.person}`}
                    picture={one.picture}
                    title={one.name}
                    onSelect={() => done({ kind: "name", name: one.name, person: one.person })}
                  >
                    Not in this video yet
                  </Line>
                ))}
            </Base.List>
          </Base>
          {asking !== "merge" && (
            <footer className="flex items-center gap-3 border-t border-line px-4 py-2.5 text-12 text-fg-2">
              <Toggle isOn={teaches} onChange={setTeaches}>
                Other videos learn from it
              </Toggle>
              <span className="truncate">{teaches ? "These pictures teach who it is." : "Counts in this video only."}</span>
            </footer>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
