"use client";

import { CheckCheck, ListChecks } from "lucide-react";
import Link from "next/link";

import type { Status } from "@/api";
import { amount, count } from "@/lib/format";
import { buttonLook } from "@/ui/button";
import { Empty } from "@/ui/feedback";

/** What is left to decide in this film, and the way there. */
export function ReviewTab({ video, status }: { video: string; status: Status | undefined }) {
  const open = status?.questions ?? null;
  if (open === null) {
    return (
      <Empty icon={ListChecks} title="Nothing to review yet">
        <p>Questions come with the first finished run.</p>
      </Empty>
    );
  }
  if (open === 0) {
    return (
      <Empty icon={CheckCheck} title="All decided">
        <p>No question is open in this film.</p>
      </Empty>
    );
  }
  return (
    <Empty icon={ListChecks} title={`${count(open, "question")} to review`}>
      <p>{amount(status?.questions_s ?? 0)} of screen time are at stake. The largest come first.</p>
      <Link href={`/review/?id=${encodeURIComponent(video)}`} prefetch={false} className={`${buttonLook("primary", "regular")} mt-5`}>
        Review this film
      </Link>
    </Empty>
  );
}
