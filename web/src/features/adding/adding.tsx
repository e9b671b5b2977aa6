"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";

import { messageOf } from "@/api";
import { useSubmit } from "@/api/queries/jobs";
import { uploads, useUploads } from "@/api/uploads";
import { type Adding as How, onAsked } from "@/lib/adding";
import { useChoice } from "@/lib/choice";
import { isFilm } from "@/lib/films";
import { count } from "@/lib/format";
import { complain } from "@/ui/toast";

import { DropZone } from "./drop-zone";
import { NOTHING } from "./then";

const Elsewhere = dynamic(() => import("./elsewhere"), { ssr: false });
const Tray = dynamic(() => import("./tray"), { ssr: false });

function add(files: readonly File[]): void {
  const films = files.filter(isFilm);
  const others = files.length - films.length;
  if (others > 0) complain(`${count(others, "file is", "files are")} no video`, "Only videos are added; the rest was left out.");
  uploads.add(films);
}

/** The ways to add videos, on every page: drop them, choose them, or say where they lie. */
export function Adding() {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isElsewhere, setElsewhere] = useState(false);
  const [app] = useChoice("then", "faces");
  const { mutate: submit } = useSubmit();

  const arrived = useCallback(
    (videoId: string) => {
      if (app === NOTHING) return;
      submit(
        { videos: [videoId], app },
        {
          onSuccess: (results) => {
            for (const result of results) {
              if (result.status === "rejected") complain("The video is here, but it is not analysed", messageOf(result.reason));
            }
          },
        },
      );
    },
    [app, submit],
  );
  const items = useUploads(arrived);

  useEffect(
    () =>
      onAsked((how: How) => {
        if (how === "files") files.current?.click();
        else if (how === "folder") folder.current?.click();
        else setElsewhere(true);
      }),
    [],
  );
  const chosen = (event: React.ChangeEvent<HTMLInputElement>) => {
    add([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <>
      <input ref={files} type="file" multiple accept="video/*,.mkv,.mxf,.ts,.m2ts" hidden onChange={chosen} data-testid="files" />
      <input ref={folder} type="file" hidden onChange={chosen} {...{ webkitdirectory: "" }} />
      <DropZone onFiles={add} />
      {items.length > 0 && <Tray items={items} />}
      {isElsewhere && <Elsewhere onClose={() => setElsewhere(false)} />}
    </>
  );
}
