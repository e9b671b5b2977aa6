"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";

import { messageOf } from "@/api";
import { useSubmit } from "@/api/queries/jobs";
import { uploads, useUploads } from "@/api/uploads";
import { type Adding as How, isPicture, onAsked, useNewestTaker } from "@/lib/adding";
import { useChoice } from "@/lib/choice";
import { isFilm, named } from "@/lib/films";
import { complain } from "@/ui/toast";

import { DropZone } from "./drop-zone";
import { NOTHING } from "./then";

const Elsewhere = dynamic(() => import("./elsewhere"), { ssr: false });
const Tray = dynamic(() => import("./tray"), { ssr: false });

function add(files: readonly File[]): void {
  const films = files.filter(isFilm);
  const others = files.filter((file) => !isFilm(file));
  const empty = films.filter(({ size }) => size === 0);
  if (others.length > 0) {
    const why = others.every(isPicture) ? "Photographs are added on the page of a person." : "Only videos are added; the rest was left out.";
    complain(`${named(others)} ${others.length === 1 ? "is" : "are"} no video`, why);
  }
  if (empty.length > 0) {
    const why = empty.length === 1 ? "There is nothing in the file. Choose another one." : "There is nothing in these files. Choose others.";
    complain(`${named(empty)} ${empty.length === 1 ? "is" : "are"} empty`, why);
  }
  uploads.add(films.filter(({ size }) => size > 0));
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
  const taker = useNewestTaker();
  const dropped = useCallback(
    (files: File[]) => {
      const photos = taker === null ? [] : files.filter(isPicture);
      if (photos.length > 0) taker?.take(photos);
      if (photos.length < files.length) add(files.filter((file) => !photos.includes(file)));
    },
    [taker],
  );

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
      <DropZone onFiles={dropped} says={taker?.says ?? "Videos, or folders of them"} />
      {items.length > 0 && <Tray items={items} />}
      {isElsewhere && <Elsewhere onClose={() => setElsewhere(false)} />}
    </>
  );
}
