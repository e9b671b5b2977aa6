"use client";

import { useJobCount } from "@/api/queries/job-list";

/** How many jobs work right now, beside the name of the page. */
export function RunningCount() {
  const { data = 0 } = useJobCount("running");
  if (data === 0) return null;
  return (
    <span className="num min-w-5 rounded-full bg-surface-3 px-1.5 text-center text-11 leading-4.5 font-medium text-fg-2">
      {data}
      <span className="sr-only"> working</span>
    </span>
  );
}
