"use client";

import { ListTodo, SearchX } from "lucide-react";
import Link from "next/link";

import { Button, buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";

/** Nothing was asked for yet. */
export function NoJobs() {
  return (
    <Empty icon={ListTodo} title="No jobs yet">
      <p>A job is one analysis or export of one video. Add a video and let it be analysed: here you see how far it is, what it does and how long it takes.</p>
      <Link href="/" className={`${buttonLook("plain", "regular")} mt-5`}>
        To the library
      </Link>
    </Empty>
  );
}

/** There are jobs, and none fits. */
export function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <Empty icon={SearchX} title="No job fits">
      <p>Look for something else, or take filters away.</p>
      <Button size="regular" className="mt-5" onClick={onClear}>
        Show all jobs
      </Button>
    </Empty>
  );
}

/** Where rows will be. */
export function Skeletons() {
  return (
    <div aria-hidden className="pt-8 max-md:pt-0">
      {Array.from({ length: 10 }, (_, number) => (
        <div key={number} className="flex h-15 items-center gap-3 border-b border-line px-2">
          <div className="skeleton size-9 rounded-full" />
          <div className="flex-1 space-y-2">
            <div className="skeleton h-3.5 w-1/3 rounded-1" />
            <div className="skeleton h-3 w-1/5 rounded-1" />
          </div>
        </div>
      ))}
    </div>
  );
}
