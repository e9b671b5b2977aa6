"use client";

import { ChevronUp, ListOrdered, RotateCw, Square, Trash2, X } from "lucide-react";

import type { Job } from "@/api";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

import { partsOf, PRIORITIES } from "./found";
import type { Acts } from "./row";

/** What can be done with everything that is selected. */
export function SelectionBar({ chosen, acts, onClear }: { chosen: readonly Job[]; acts: Acts; onClear: () => void }) {
  const { live, stopped, ended } = partsOf(chosen);
  return (
    <div
      role="toolbar"
      aria-label="What is selected"
      data-bottom-bar
      className="panel appear absolute bottom-5 left-6 z-(--z-sticky) flex items-center gap-1.5 rounded-4 py-1.5 pr-2 pl-3.5 max-md:inset-x-3 max-md:bottom-3"
    >
      <span className="num mr-1.5 font-medium whitespace-nowrap" role="status">
        {chosen.length} selected
      </span>
      {live.length > 0 && (
        <>
          <Button onClick={() => acts.stop(live)}>
            <Square aria-hidden /> Stop {live.length < chosen.length && live.length}
          </Button>
          <Menu
            align="start"
            trigger={
              <Button>
                <ListOrdered aria-hidden /> Turn <ChevronUp aria-hidden className="size-3!" />
              </Button>
            }
          >
            {PRIORITIES.map(({ value, label }) => (
              <MenuItem key={value} onSelect={() => acts.prioritise(live, value)}>
                {label}
              </MenuItem>
            ))}
          </Menu>
        </>
      )}
      {stopped.length > 0 && (
        <Button onClick={() => acts.goOn(stopped)}>
          <RotateCw aria-hidden /> Retry {stopped.length < chosen.length && stopped.length}
        </Button>
      )}
      {ended.length > 0 && (
        <Button onClick={() => acts.remove(ended)}>
          <Trash2 aria-hidden /> Remove {ended.length < chosen.length && ended.length}
        </Button>
      )}
      <span className="flex-1" />
      <Button look="ghost" isIcon aria-label="Clear the selection" onClick={onClear}>
        <X />
      </Button>
    </div>
  );
}
