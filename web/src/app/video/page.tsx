import type { Metadata } from "next";
import { Suspense } from "react";

import { VideoPage } from "@/features/video/video-page";

import { APPLICATIONS } from "./applications";

export const metadata: Metadata = { title: "Video" };

export default function Page() {
  return (
    <Suspense>
      <VideoPage applications={APPLICATIONS} />
    </Suspense>
  );
}
