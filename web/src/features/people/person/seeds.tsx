"use client";

import { Ellipsis, Film, ImageOff, SquareUserRound, Trash2 } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

import type { PersonDetails, Seed } from "@/api";
import { clock, count } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { Picture } from "@/ui/picture";

import { stateOf } from "../words";
import { useSeedActions } from "./use-seed-actions";

/** Pictures that somebody is recognised by, with what became of each. */
export function Seeds({ person, children }: { person: PersonDetails; children: ReactNode }) {
  const { feature, remove, confirmation } = useSeedActions(person);
  const order = person.seeds.toSorted((one, other) => Number(other.picture === person.picture) - Number(one.picture === person.picture));
  return (
    <section aria-labelledby="seeds">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="seeds" className="text-14 font-semibold tracking-tight">
          Pictures
        </h2>
        <span className="num text-12 text-fg-3">
          {person.seeds.length === 0 ? "" : `${count(person.photographs, "photograph")} · ${count(person.confirmed_faces, "confirmed face")}`}
        </span>
      </div>
      <p className="mb-3 text-12 text-fg-2">Two to five, as different as they look on screen, help most.</p>
      {order.length > 0 && (
        <ul className="mb-3 grid grid-cols-[repeat(auto-fill,minmax(132px,1fr))] gap-3 max-md:grid-cols-2">
          {order.map((seed) => (
            <Tile key={seed.seed} seed={seed} isPortrait={seed.picture === person.picture} onFeature={() => feature(seed)} onRemove={() => remove(seed)} />
          ))}
        </ul>
      )}
      {children}
      {confirmation}
    </section>
  );
}

function Tile({ seed, isPortrait, onFeature, onRemove }: { seed: Seed; isPortrait: boolean; onFeature: () => void; onRemove: () => void }) {
  const said = stateOf(seed);
  const name = seed.kind === "photo" ? seed.file_name : `Face at ${clock(seed.at?.seconds ?? 0)}`;
  return (
    <li className="group relative min-w-0 rounded-3 border border-line bg-surface-1">
      <div className="relative aspect-square overflow-hidden rounded-t-3 bg-surface-2">
        <Picture address={seed.picture} alt={name} icon={ImageOff} className="object-[50%_8%]" />
        {isPortrait && (
          <span className="absolute bottom-1.5 left-1.5 inline-flex h-5 items-center gap-1 rounded-1 bg-black/72 px-1.5 text-11 font-medium text-white">
            <SquareUserRound aria-hidden className="size-3" /> Portrait
          </span>
        )}
        <div className="absolute top-1 right-1">
          <Menu
            trigger={
              <Button isIcon aria-label={`What to do with ${name}`} className="size-8! border-transparent! bg-black/60! text-white! hover:bg-black/80! coarse:size-11!">
                <Ellipsis />
              </Button>
            }
          >
            <MenuItem icon={SquareUserRound} isDisabled={isPortrait} onSelect={onFeature}>
              Use as portrait
            </MenuItem>
            <MenuItem icon={Trash2} isDangerous onSelect={onRemove}>
              Remove
            </MenuItem>
          </Menu>
        </div>
      </div>
      <div className="p-2">
        <Badge tone={said.tone}>{said.text}</Badge>
        <p className="mt-1 truncate text-12 text-fg-2" title={seed.note === "" ? name : `${name}: ${seed.note}`}>
          {seed.kind === "photo" || seed.video === null ? (
            name
          ) : (
            <Link href={`/video/?id=${seed.video}&t=${(seed.at?.seconds ?? 0).toFixed(3)}`} prefetch={false} className="inline-flex items-center gap-1 py-1 hover:underline">
              <Film aria-hidden className="size-3.5" /> {clock(seed.at?.seconds ?? 0)} in a film
            </Link>
          )}
        </p>
        {said.tone !== "ok" && said.tone !== "info" && said.advice !== "" && <p className="mt-0.5 text-12 text-fg-2">{said.advice}</p>}
      </div>
    </li>
  );
}
