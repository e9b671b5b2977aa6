"use client";

import { Clapperboard } from "lucide-react";

import { Empty } from "@/ui/feedback";

export function LibraryPage() {
  return (
    <Empty icon={Clapperboard} title="No videos yet">
      <p>Drop one here, or paste a link.</p>
    </Empty>
  );
}
