"use client";

import { Ban, Ellipsis, Film, HelpCircle, Lock, Search, Split, UserPlus, UserRoundX, UsersRound, type LucideIcon } from "lucide-react";

import type { KeyId } from "@/lib/keys";
import { shownKeys } from "@/lib/keys";
import { Key } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";

export interface Action {
  key: KeyId;
  title: string;
  icon: LucideIcon;
  run: () => void;
  isOff?: boolean;
  /** There is a button for it beside the picture; here on a phone only. */
  isElsewhere?: boolean;
}

export const ACTION_ICONS = { Ban, Film, HelpCircle, Lock, Search, Split, UserPlus, UserRoundX, UsersRound };

interface Props {
  accept: { title: string; run: () => void } | null;
  actions: readonly Action[];
}

/** Everything that can be done with a question; each says its key. */
export function ActionBar({ accept, actions }: Props) {
  return (
    <div data-bottom-bar role="toolbar" aria-label="What to do" className="flex shrink-0 items-center gap-1 border-t border-line bg-bg px-6 py-2.5 max-md:gap-2 max-md:px-4">
      <Button look="primary" size="regular" disabled={accept === null} onClick={accept?.run} className="mr-2 min-w-0 max-md:mr-0 max-md:flex-1">
        <span className="truncate">{accept?.title ?? "Choose an answer"}</span>
        <span className="rounded-1 bg-black/25 px-1.5 text-11 coarse:hidden">Enter</span>
      </Button>
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-0.5 max-md:hidden">
        {actions
          .filter(({ isElsewhere }) => isElsewhere !== true)
          .map(({ key, title, icon: Icon, run, isOff = false }) => (
          <Button key={key} look="ghost" size="regular" className="px-1.75!" disabled={isOff} onClick={run}>
            <Icon aria-hidden className="hidden min-[1500px]:block" /> {title}
            {shownKeys(key, false).map((one) => (
              <Key key={one}>{one}</Key>
            ))}
          </Button>
        ))}
      </div>
      <div className="md:hidden">
        <Menu
          trigger={
            <Button size="regular" isIcon aria-label="More to do">
              <Ellipsis />
            </Button>
          }
        >
          {actions.map(({ key, title, icon, run, isOff = false }) => (
            <MenuItem key={key} icon={icon} isDisabled={isOff} onSelect={run}>
              {title}
            </MenuItem>
          ))}
        </Menu>
      </div>
    </div>
  );
}
