"use client";

import { CircleCheck, Equal, EqualNot, UserRound } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { type Asked, messageOf, type Pair } from "@/api";
import { usePairs, type VideoPairs } from "@/api/queries/totals";
import { decide, undoDecision, useRefreshReview } from "@/api/queries/review";
import { screenTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Failure } from "@/ui/feedback";
import { Picture } from "@/ui/picture";
import { complain, say } from "@/ui/toast";

const OF_A_VIDEO = 20;

interface Item {
  key: string;
  of: VideoPairs;
  pair: Pair;
}

const keyOf = (of: VideoPairs, { groups }: Pair) => `${of.video} ${(groups[0] ?? []).join()} ${(groups[1] ?? []).join()}`;

/** Two and two of the films, those with most at stake first. What is answered leaves at once. */
export function FilmPairs({ titles, isPending, note }: { titles: ReadonlyMap<string, string>; isPending: boolean; note: string }) {
  const pairs = usePairs([...titles.keys()], OF_A_VIDEO);
  const refreshReview = useRefreshReview();
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const shown = pairs.found
    .flatMap((of) => of.pairs.map((pair): Item => ({ key: keyOf(of, pair), of, pair })))
    .filter(({ key }) => !answered.has(key))
    .toSorted((one, other) => other.pair.seconds - one.pair.seconds);
  const back = (key: string) => setAnswered((all) => new Set([...all].filter((one) => one !== key)));

  const answer = async ({ key, of, pair }: Item, isSame: boolean) => {
    setAnswered((all) => new Set([...all, key]));
    const [one = [], other = []] = pair.groups;
    const base = { run: of.run, head: of.head, tracks: [], others: [], person: null, name: null, nobody: false, teach: false, together: false };
    const body: Asked = isSame
      ? { ...base, kind: "merge", groups: [...one, ...other], other_groups: [] }
      : { ...base, kind: "split", groups: other, other_groups: one };
    try {
      const done = await decide(of.video, body);
      refreshReview();
      const undo = async () => {
        try {
          await undoDecision(of.video, done.head, done.decision.number);
          back(key);
          refreshReview();
        } catch (error) {
          complain("It was not taken back", messageOf(error));
        }
      };
      say(isSame ? `${pair.one} and ${pair.other} are one person: ${screenTime(pair.seconds)}` : `${pair.one} and ${pair.other} are two people`, { label: "Undo", run: () => void undo() });
    } catch (error) {
      back(key);
      complain("Your answer was not kept", messageOf(error));
    }
  };

  const content = () => {
    if (pairs.error !== null && shown.length === 0) {
      return (
        <Failure title="Pairs cannot be shown">{messageOf(pairs.error)}</Failure>
      );
    }
    if (shown.length > 0) {
      return (
        <ul className="space-y-2">
          {shown.map((asked) => (
            <Question key={asked.key} asked={asked} title={titles.get(asked.of.video) ?? ""} onAnswer={(isSame) => void answer(asked, isSame)} />
          ))}
        </ul>
      );
    }
    if (isPending || pairs.isPending) return <div className="skeleton h-24 rounded-4" aria-label="Looking for pairs" />;
    return (
      <p className="flex items-center gap-2 rounded-4 border border-line bg-surface-1 px-4 py-5 text-fg-2">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        {titles.size === 0 ? "No films here yet." : "In these films nobody is left who may have been taken for two."}
      </p>
    );
  };
  return (
    <section aria-labelledby="film-pairs">
      <h2 id="film-pairs" className="text-14 font-semibold tracking-tight">
        Taken for two within a film
      </h2>
      <p className="mb-3 text-fg-2">Those with most seconds at stake first. {note}</p>
      {content()}
    </section>
  );
}

function Side({ label, pictures }: { label: string; pictures: readonly string[] }) {
  return (
    <figure className="min-w-0 flex-1">
      <div className="flex gap-1">
        {pictures.length === 0 && (
          <span className="size-22 overflow-hidden rounded-2 bg-surface-3">
            <Picture address={null} alt="" icon={UserRound} />
          </span>
        )}
        {pictures.slice(0, 4).map((address, number) => (
          <span key={address} className={`size-22 overflow-hidden rounded-2 bg-surface-3 ${number > 1 ? "max-md:hidden" : ""}`}>
            <Picture address={address} alt="" icon={UserRound} />
          </span>
        ))}
      </div>
      <figcaption className="mt-1 truncate font-medium" title={label}>
        {label}
      </figcaption>
    </figure>
  );
}

function Question({ asked: { of, pair }, title, onAnswer }: { asked: Item; title: string; onAnswer: (isSame: boolean) => void }) {
  return (
    <li aria-label={`${pair.one} and ${pair.other}`} className="rounded-4 border border-line bg-surface-1 p-4">
      <div className="flex gap-4">
        <Side label={pair.one} pictures={pair.pictures[0] ?? []} />
        <Side label={pair.other} pictures={pair.pictures[1] ?? []} />
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <p className="num min-w-0 flex-1 text-12 text-fg-2 max-md:basis-full">
          <Link href={`/video/?id=${of.video}`} prefetch={false} className="underline underline-offset-2">
            {title}
          </Link>{" "}
          · {screenTime(pair.seconds)} at stake
          <span className="block text-fg-3">{pair.reason}</span>
        </p>
        <Button size="regular" onClick={() => onAnswer(false)}>
          <EqualNot aria-hidden /> Two people
        </Button>
        <Button size="regular" onClick={() => onAnswer(true)}>
          <Equal aria-hidden /> Same person
        </Button>
      </div>
    </li>
  );
}
