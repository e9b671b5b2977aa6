"use client";

import { useState } from "react";

import { messageOf } from "@/api";
import { useAddFromElsewhere } from "@/api/queries/jobs";
import { useChoice } from "@/lib/choice";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

import { meantBy } from "./sources";
import { NOTHING, Then } from "./then";

/** Videos that the server gets by itself: from the web, or from its own folders. */
export default function Elsewhere({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [isRecursive, setRecursive] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [app] = useChoice("then", "faces");
  const add = useAddFromElsewhere();
  const meant = meantBy(text, isRecursive);

  const submit = () => {
    if (typeof meant === "string") {
      setWrong(meant);
      return;
    }
    add.mutate(
      { from: meant, app: app === NOTHING ? "faces" : app },
      {
        onSuccess: ({ jobs, refused }) => {
          if (jobs.length > 0) say(`${count(jobs.length, "video")} on the way`, undefined, "They appear in the library as they arrive.");
          for (const one of refused) complain(`Not added: ${one.source}`, one.detail);
          onClose();
        },
        onError: (error) => setWrong(messageOf(error)),
      },
    );
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add from a link or a folder"
      description="The server gets the videos by itself; this page may be closed meanwhile."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <label htmlFor="elsewhere" className="mb-1 block font-medium">
          Links, or a path on the server
        </label>
        <textarea
          id="elsewhere"
          rows={4}
          autoFocus
          value={text}
          aria-invalid={wrong !== null}
          aria-describedby="elsewhere-about"
          placeholder={"https://example.com/episode.mp4\n/films/season 2"}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(null);
          }}
          className="w-full resize-y rounded-2 border border-line-control bg-surface-1 px-2.5 py-2 font-mono text-12 placeholder:text-fg-3 aria-invalid:border-err coarse:text-16"
        />
        <p id="elsewhere-about" className={wrong === null ? "text-12 text-fg-3" : "text-12 text-err"} role={wrong === null ? undefined : "alert"}>
          {wrong ?? "Links to the files themselves, one a line. Folders have to be among ALLOWED_FOLDER_ROOTS of the server."}
        </p>
        {typeof meant === "object" && meant.kind === "folder" && (
          <label className="mt-3 flex h-8 items-center gap-2 coarse:h-11">
            <input type="checkbox" checked={isRecursive} onChange={(event) => setRecursive(event.target.checked)} className="size-4 accent-(--accent-solid)" />
            Also the folders within it
          </label>
        )}
        <div className="mt-4 flex items-center justify-between gap-3">
          <Then isNothingAllowed={false} />
          <Button type="submit" look="primary" size="regular" disabled={add.isPending}>
            {add.isPending ? "One moment" : "Add"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
