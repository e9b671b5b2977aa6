"use client";

import { CheckCheck, ListChecks } from "lucide-react";
import Link from "next/link";

import { messageOf, type Question, type Status } from "@/api";
import { useQueues } from "@/api/queries/review";
import { amount, clock, count } from "@/lib/format";
import { QuestionLine } from "@/parts/question/line";
import { keyOf, labelOf } from "@/parts/question/words";
import { buttonLook } from "@/ui/button";
import { Empty, Failure } from "@/ui/feedback";

const MOST = 50;

interface Props {
  video: string;
  status: Status | undefined;
  /** Show the place of a question in the film, and who it is about. */
  onShow: (question: Question) => void;
}

/** What is left to decide in this film, and the way there. */
export function ReviewTab({ video, status, onShow }: Props) {
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
    <div className="px-4 py-3">
      <div className="flex items-center gap-3 pb-3">
        <p className="num min-w-0 flex-1 text-fg-2">
          <span className="font-medium text-fg">{count(open, "question")}</span> · {amount(status?.questions_s ?? 0)} at stake
        </p>
        <Link href={`/review/?id=${encodeURIComponent(video)}`} prefetch={false} className={buttonLook("primary", "regular")}>
          Review this film
        </Link>
      </div>
      <Questions video={video} onShow={onShow} />
    </div>
  );
}

function Questions({ video, onShow }: Omit<Props, "status">) {
  const { found, isPending, error } = useQueues([video]);
  const questions = found[0]?.items;
  if (questions === undefined) {
    if (isPending) return <div aria-busy className="skeleton h-64 rounded-3" />;
    return <Failure title="The questions cannot be shown">{messageOf(error)}</Failure>;
  }
  return (
    <>
      <ul aria-label="Questions, most seconds first" className="-mx-2">
        {questions.slice(0, MOST).map((question) => {
          const key = keyOf(video, question);
          return (
            <li key={key} className="flex items-center gap-1">
              <button
                type="button"
                onClick={() => onShow(question)}
                title={`Show it in the film at ${clock(question.at.seconds)}`}
                className="flex h-14 min-w-0 flex-1 items-center gap-2.5 rounded-2 px-2 text-left hover:bg-hover"
              >
                <QuestionLine question={question} more={clock(question.at.seconds)} />
              </button>
              <Link
                href={`/review/?id=${encodeURIComponent(video)}&q=${encodeURIComponent(key)}`}
                prefetch={false}
                aria-label={`Answer: ${labelOf(question)}`}
                className={buttonLook("ghost")}
              >
                Answer
              </Link>
            </li>
          );
        })}
      </ul>
      {questions.length > MOST && <p className="pt-2 text-12 text-fg-3">{count(questions.length - MOST, "more question")} in the review.</p>}
    </>
  );
}
