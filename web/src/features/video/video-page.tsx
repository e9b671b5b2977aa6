"use client";

import { Clapperboard } from "lucide-react";
import Link from "next/link";

import { messageOf } from "@/api";
import { useStatus } from "@/api/queries/videos";
import { useVideo } from "@/api/queries/watching";
import type { VideoTab } from "@/lib/applications";
import { useUrlState } from "@/lib/url-state";
import { buttonLook } from "@/ui/button";
import { Empty, Failure } from "@/ui/feedback";

import { Header } from "./header";
import { Workbench } from "./workbench";

/** One film: its picture, who is on screen when, and everything about it. */
export function VideoPage({ applications }: { applications: readonly VideoTab[] }) {
  const url = useUrlState();
  const id = url.query.get("id") ?? "";
  const video = useVideo(id);
  const status = useStatus(id, id !== "");
  if (id === "") {
    return (
      <Empty icon={Clapperboard} title="No film is chosen">
        <Link href="/" className={`${buttonLook("plain", "regular")} mt-3`}>
          To the library
        </Link>
      </Empty>
    );
  }
  if (video.isError) {
    return (
      <Failure title="This film cannot be shown" onRetry={() => void video.refetch()}>
        <p>{messageOf(video.error)}</p>
        <Link href="/" className="text-accent">
          To the library
        </Link>
      </Failure>
    );
  }
  if (video.data === undefined) return <Waiting />;
  return (
    <>
      <title>{`${video.data.name} · Telecine`}</title>
      <Header video={video.data} status={status.data} />
      <Workbench key={id} video={video.data} status={status.data} applications={applications} url={url} />
    </>
  );
}

function Waiting() {
  return (
    <div aria-busy aria-label="Opening the film" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-(--topbar-h) shrink-0 items-center border-b border-line px-4">
        <div className="skeleton h-5 w-56 rounded-2" />
      </div>
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        <div className="flex-1 bg-stage max-md:aspect-video max-md:flex-none" />
        <div className="w-(--panel-w) space-y-3 border-l border-line p-4 max-md:w-full">
          {[0, 1, 2, 3].map((number) => (
            <div key={number} className="skeleton h-10 rounded-3" />
          ))}
        </div>
      </div>
      <div className="h-72 border-t border-line bg-surface-1 max-md:hidden" />
    </div>
  );
}
