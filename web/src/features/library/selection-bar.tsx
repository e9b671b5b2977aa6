"use client";

import { ChevronUp, Square, Tags, Trash2, Wand, X } from "lucide-react";

import { messageOf } from "@/api";
import { useApplications } from "@/api/queries/catalogue";
import { useCancel, useSubmit } from "@/api/queries/jobs";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { complain, say } from "@/ui/toast";

import type { Entry } from "./entries";

interface Props {
  chosen: readonly Entry[];
  onClear: () => void;
  onRemove: () => void;
  onDescribe: () => void;
}

/** What can be done with everything that is selected. */
export function SelectionBar({ chosen, onClear, onRemove, onDescribe }: Props) {
  const apps = useApplications().data ?? [];
  const submit = useSubmit();
  const cancel = useCancel();
  const live = chosen.filter(({ state }) => state === "working" || state === "queued").map(({ job }) => job?.id ?? "");

  const analyse = (app: string, title: string) => {
    submit.mutate(
      { videos: chosen.map(({ video }) => video.id), app },
      {
        onSuccess: (results) => {
          const begun = results.filter((result) => result.status === "fulfilled");
          const ids = begun.filter(({ value }) => value.state !== "succeeded").map(({ value }) => value.id);
          const failed = results.find((result) => result.status === "rejected");
          if (failed !== undefined) complain(`${title} was not begun for all of them`, messageOf(failed.reason));
          if (ids.length > 0) say(`${title}: ${count(ids.length, "video")}`, { label: "Stop", run: () => cancel.mutate(ids) });
          else if (begun.length > 0) say("Nothing to do", undefined, `${title} is there already for what you selected.`);
          onClear();
        },
      },
    );
  };
  return (
    <div
      role="toolbar"
      aria-label="What is selected"
      className="panel appear absolute bottom-5 left-6 z-(--z-sticky) flex items-center gap-1.5 rounded-4 py-1.5 pr-2 pl-3.5 max-md:inset-x-3 max-md:bottom-3"
    >
      <span className="num mr-1.5 font-medium whitespace-nowrap" role="status">
        {chosen.length} selected
      </span>
      <Menu
        align="start"
        trigger={
          <Button disabled={submit.isPending}>
            <Wand aria-hidden /> Analyse <ChevronUp aria-hidden className="size-3!" />
          </Button>
        }
      >
        {apps.map(({ app, title }) => (
          <MenuItem key={app} onSelect={() => analyse(app, title)}>
            {title}
          </MenuItem>
        ))}
      </Menu>
      {live.length > 0 && (
        <Button
          onClick={() => {
            cancel.mutate(live);
            say(`Stopping ${count(live.length, "job")}`, undefined, "What is finished is kept.");
          }}
        >
          <Square aria-hidden /> <span className="max-sm:hidden">Stop</span>
        </Button>
      )}
      <Button onClick={onDescribe} aria-label="Show and season">
        <Tags aria-hidden /> <span className="max-sm:hidden">Show and season</span>
      </Button>
      <Button onClick={onRemove} aria-label="Remove">
        <Trash2 aria-hidden /> <span className="max-sm:hidden">Remove</span>
      </Button>
      <span className="flex-1" />
      <Button look="ghost" isIcon aria-label="Clear the selection" onClick={onClear}>
        <X />
      </Button>
    </div>
  );
}
