"use client";

import { useMemo } from "react";

import { useVideos } from "@/api/queries/videos";
import { count } from "@/lib/format";
import { titleOf } from "@/lib/titles";

import { AlikePeople } from "./alike-people";
import { FilmPairs } from "./film-pairs";

/** Videos whose pairs are asked for: each is a request of its own. */
const MOST_VIDEOS = 40;

/** Who may be one person: two people of this home, and two who were found in one film. */
export default function PairsTab({ show }: { show: string | null }) {
  const { videos, isPending } = useVideos({ q: "", show });
  const looked = useMemo(() => (videos ?? []).slice(0, MOST_VIDEOS), [videos]);
  const titles = useMemo(() => new Map(looked.map((video) => [video.id, titleOf(video)])), [looked]);
  return (
    <div className="max-w-[960px] space-y-10">
      <FilmPairs titles={titles} isPending={isPending} note={videos !== undefined && videos.length > looked.length ? `Of the ${count(looked.length, "newest video")}. Choose a show for others.` : ""} />
      <AlikePeople show={show} />
    </div>
  );
}
