"use client";

import { ChevronDown } from "lucide-react";

import { useApplications } from "@/api/queries/catalogue";
import { useChoice } from "@/lib/choice";
import { Button } from "@/ui/button";
import { Menu, MenuChoice } from "@/ui/menu";

export const NOTHING = "nothing";

/** What is done with a video as soon as it is here. */
export function Then({ isNothingAllowed = true }: { isNothingAllowed?: boolean }) {
  const [app, choose] = useChoice("then", "faces");
  const known = useApplications().data ?? [];
  const choices = [
    ...known.map((one) => ({ value: one.app, label: one.title })),
    ...(isNothingAllowed ? [{ value: NOTHING, label: "Only keep it" }] : []),
  ];
  const chosen = choices.find((choice) => choice.value === app);
  return (
    <Menu
      align="start"
      trigger={
        <Button look="ghost" className="-ml-2 max-w-full">
          <span className="text-fg-3">Then</span>
          <span className="truncate">{chosen?.label ?? "choose what to do"}</span>
          <ChevronDown aria-hidden className="size-3!" />
        </Button>
      }
    >
      <MenuChoice value={app} onChange={choose} choices={choices} />
    </Menu>
  );
}
