"use client";

import { useState } from "react";

import { messageOf } from "@/api";
import { useShows } from "@/api/queries/catalogue";
import { type Description, useDescribe } from "@/api/queries/videos";
import { count } from "@/lib/format";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Dialog } from "@/ui/dialog";
import { complain, say } from "@/ui/toast";

import { type Entry, showTitle } from "../entries";
import { episodeIn } from "./episode-in";

/** Which show and season videos belong to; the episode is read from the name of each file, or given for one. */
export default function DescribeDialog({ chosen, onClose, onDone }: { chosen: readonly Entry[]; onClose: () => void; onDone: () => void }) {
  const [first] = chosen;
  const one = chosen.length === 1 ? first?.video : undefined;
  const shows = useShows().data ?? [];
  const describe = useDescribe();
  const [show, setShow] = useState(first?.video.show_id ?? "");
  const [season, setSeason] = useState(first?.video.season?.toString() ?? "");
  const [episode, setEpisode] = useState((one?.episode ?? episodeIn(one?.name ?? ""))?.toString() ?? "");
  const unnumbered = one !== undefined ? [] : chosen.filter(({ video }) => video.episode === null && episodeIn(video.name) === null);

  const save = async () => {
    const values = chosen.map(({ video }): Description & { id: string } => ({
      id: video.id,
      show: show.trim(),
      season: Number(season),
      episode: one !== undefined ? Number(episode) : (video.episode ?? episodeIn(video.name)),
    }));
    const results = await Promise.allSettled(values.map((value) => describe.mutateAsync(value)));
    const failed = results.filter((result) => result.status === "rejected");
    if (failed[0] !== undefined) {
      complain(`${count(failed.length, "video")} not changed`, messageOf(failed[0].reason));
      if (failed.length === results.length) return;
    } else say(`${count(results.length, "video")} in ${showTitle(show.trim())}`);
    onDone();
  };
  return (
    <Dialog isOpen onClose={onClose} title={one === undefined ? `Show of ${count(chosen.length, "video")}` : "Show and episode"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Show" required maxLength={100} list="shows" autoFocus value={show} onChange={(event) => setShow(event.target.value)} />
        <datalist id="shows">
          {shows.map((known) => (
            <option key={known.show} value={known.show}>
              {showTitle(known.show)}
            </option>
          ))}
        </datalist>
        <div className="mt-3 grid grid-cols-2 gap-3">
          <Field label="Season" required inputMode="numeric" pattern="[0-9]{1,4}" value={season} onChange={(event) => setSeason(event.target.value)} />
          {one !== undefined && (
            <Field label="Episode" required inputMode="numeric" pattern="[0-9]{1,5}" value={episode} onChange={(event) => setEpisode(event.target.value)} />
          )}
        </div>
        {unnumbered.length > 0 && (
          <p role="alert" className="mt-3 text-warn">
            {count(unnumbered.length, "file name says", "file names say")} no episode, such as {unnumbered[0]?.video.name}. Select these one at a time.
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button size="regular" onClick={onClose}>
            Cancel
          </Button>
          <Button size="regular" type="submit" look="primary" disabled={describe.isPending || unnumbered.length > 0}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
