"use client";

import { ArrowRight, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";

import { messageOf, type Person } from "@/api";
import { useHomePeople, useMergePeople } from "@/api/queries/people";
import { cx } from "@/lib/cx";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { Picture } from "@/ui/picture";
import { complain, say } from "@/ui/toast";

const MOST_SHOWN = 8;

/** Make one person of two. It says who stays, what moves, and that there is no way back. */
export default function MergeDialog({ person, other: first, onClose }: { person: Person; other: string | null; onClose: () => void }) {
  const router = useRouter();
  const people = useHomePeople().data ?? [];
  const merge = useMergePeople();
  const [chosen, setChosen] = useState(first);
  const [staysHere, setStaysHere] = useState(false);
  const [q, setQ] = useState("");
  const other = people.find((one) => one.person === chosen && one.person !== person.person);
  const found = people.filter((one) => one.person !== person.person && !one.is_being_forgotten && one.name.toLowerCase().includes(q.trim().toLowerCase()));
  if (other === undefined) {
    return (
      <Dialog isOpen onClose={onClose} title={`Who is ${person.name} one person with?`}>
        <Field label="Name" autoFocus autoComplete="off" value={q} onChange={(event) => setQ(event.target.value)} />
        <ul className="mt-3 space-y-0.5">
          {found.slice(0, MOST_SHOWN).map((one) => (
            <li key={one.person}>
              <button type="button" onClick={() => setChosen(one.person)} className="flex w-full items-center gap-3 rounded-3 p-1.5 text-left hover:bg-press">
                <span className="size-9 shrink-0 overflow-hidden rounded-full bg-surface-3">
                  <Picture address={one.picture} alt="" icon={UserRound} className="object-[50%_8%]" />
                </span>
                <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
                <span className="num text-12 text-fg-3">{count(one.photographs + one.confirmed_faces, "picture")}</span>
              </button>
            </li>
          ))}
        </ul>
        <p role="status" className="mt-2 px-1.5 text-12 text-fg-3">
          {found.length === 0 ? "Nobody else is called that." : found.length > MOST_SHOWN ? `${String(found.length - MOST_SHOWN)} more. Write some of the name.` : ""}
        </p>
      </Dialog>
    );
  }
  const [gone, kept] = staysHere ? [other, person] : [person, other];
  const pictures = gone.photographs + gone.confirmed_faces;
  const go = () =>
    merge.mutate(
      { gone: gone.person, into: kept.person },
      {
        onSuccess: ({ name, seeds_moved: moved }) => {
          say(`${gone.name} is ${name} now`, undefined, `${count(moved, "picture")} moved. Films show it after their next run or correction.`);
          onClose();
          router.replace(`/person/?id=${encodeURIComponent(kept.person)}`);
        },
        onError: (error) => complain("They stay two people", messageOf(error)),
      },
    );
  return (
    <Dialog isOpen onClose={onClose} title="Make one person of two?">
      <fieldset>
        <legend className="mb-2 font-medium">Who stays?</legend>
        <div className="grid grid-cols-[1fr_auto_1fr] items-center gap-3">
          {[gone, kept].map((one, place) => (
            <label
              key={one.person}
              className={cx("order-1 flex cursor-pointer flex-col items-center gap-2 rounded-3 border p-3 text-center has-focus-visible:shadow-(--focus)", place === 1 ? "order-3 border-accent-line bg-accent-soft" : "border-line-strong")}
            >
              <span className="size-20 overflow-hidden rounded-3 bg-surface-3">
                <Picture address={one.picture} alt="" icon={UserRound} className="object-[50%_8%]" />
              </span>
              <span className="max-w-full truncate font-medium" title={one.name}>
                {one.name}
              </span>
              <span className="flex items-center gap-1.5 text-12 text-fg-2">
                <input type="radio" name="stays" checked={place === 1} onChange={() => setStaysHere(one.person === person.person)} className="size-4 accent-(--accent-solid)" aria-label={`${one.name} stays`} />
                {place === 1 ? "Stays" : "Goes into the other"}
              </span>
            </label>
          ))}
          <ArrowRight aria-hidden className="order-2 size-5 text-fg-3" />
        </div>
      </fieldset>
      <ul className="mt-4 list-disc space-y-1 pl-5 text-fg-2">
        <li>{pictures === 0 ? `${gone.name} has no pictures to move.` : `${count(pictures, "picture")} of ${gone.name} ${pictures === 1 ? "becomes" : "become"} pictures of ${kept.name}.`}</li>
        <li>Every correction that named {gone.name} means {kept.name} from now on. So does the name itself.</li>
        <li>Totals show it at once, films after their next run or correction.</li>
      </ul>
      <p className="mt-3 font-medium">This cannot be taken back.</p>
      <div className="mt-5 flex flex-wrap justify-end gap-2">
        {first === null && (
          <Button size="regular" className="mr-auto" onClick={() => setChosen(null)}>
            Somebody else
          </Button>
        )}
        <Button size="regular" onClick={onClose}>
          Keep both
        </Button>
        <Button size="regular" look="danger" disabled={merge.isPending} onClick={go}>
          Make one person
        </Button>
      </div>
    </Dialog>
  );
}
