"use client";

import { ArrowDown, ArrowUp, UserRound } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useRef } from "react";

import { cx } from "@/lib/cx";
import { screenTime } from "@/lib/format";
import { showTitle } from "@/lib/titles";
import { Badge } from "@/ui/badge";
import { Picture } from "@/ui/picture";

import { useInSight } from "../use-in-sight";
import { KeepButton, useMore } from "./card";
import type { Entry, Sort } from "./entries";

function Head({ of, sort, onSort, isRight = false, children }: { of: Sort | null; sort: Sort; onSort: (sort: Sort) => void; isRight?: boolean; children: ReactNode }) {
  const isMine = of === sort;
  const Arrow = of === "name" || of === "pictures" ? ArrowUp : ArrowDown;
  return (
    <th scope="col" aria-sort={isMine ? (Arrow === ArrowUp ? "ascending" : "descending") : "none"} className={cx("h-9 px-2 font-medium", isRight ? "text-right" : "text-left")}>
      {of === null ? (
        children
      ) : (
        <button type="button" onClick={() => onSort(of)} className={cx("inline-flex h-8 items-center gap-1 hover:text-fg", isMine && "text-fg")}>
          {children}
          {isMine && <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </th>
  );
}

function Row({ entry, show }: { entry: Entry; show: string | null }) {
  const row = useRef<HTMLTableRowElement>(null);
  const { seconds, videos, teaching } = useMore(entry, useInSight(row));
  return (
    <tr ref={row} className="relative border-b border-line hover:bg-hover">
      <td className="h-13 w-13 px-2">
        <span className="block size-9 overflow-hidden rounded-full bg-surface-3">
          <Picture address={entry.person?.picture ?? null} alt="" icon={UserRound} className="object-[50%_8%]" />
        </span>
      </td>
      <th scope="row" className="max-w-80 truncate px-2 text-left font-medium" title={entry.name}>
        {entry.person === null ? (
          entry.name
        ) : (
          <Link href={`/person/?id=${encodeURIComponent(entry.id)}`} prefetch={false} className="after:absolute after:inset-0">
            {entry.name}
          </Link>
        )}
      </th>
      <td className="max-w-48 truncate px-2 text-fg-2">{entry.person?.show == null ? "–" : showTitle(entry.person.show)}</td>
      <td className="num px-2 text-right">{seconds === null ? "" : seconds === 0 ? "–" : screenTime(seconds)}</td>
      <td className="num px-2 text-right text-fg-2">{videos ?? ""}</td>
      <td className="num px-2 text-right text-fg-2">{entry.person?.photographs ?? "–"}</td>
      <td className="num px-2 text-right text-fg-2">{entry.person?.confirmed_faces ?? "–"}</td>
      <td className="px-2">
        {teaching === null ? (
          <KeepButton entry={entry} show={show} />
        ) : teaching.tone === "mute" ? (
          <span className="text-12 whitespace-nowrap text-fg-3">{teaching.text.includes("used") ? teaching.text : "Enough pictures"}</span>
        ) : (
          <span title={teaching.advice}>
            <Badge tone={teaching.tone}>{teaching.text}</Badge>
          </span>
        )}
      </td>
    </tr>
  );
}

interface Props {
  entries: readonly Entry[];
  show: string | null;
  sort: Sort;
  canAddUp: boolean;
  onSort: (sort: Sort) => void;
}

/** The same people in lines. */
export default function Table({ entries, show, sort, canAddUp, onSort }: Props) {
  return (
    <div role="region" aria-label="People in lines" tabIndex={0} className="-mx-2 overflow-x-auto">
      <table className="w-full min-w-[760px] border-collapse">
        <thead>
          <tr className="border-b border-line text-12 text-fg-3">
            <td className="w-13" />
            <Head of="name" sort={sort} onSort={onSort}>
              Name
            </Head>
            <Head of={null} sort={sort} onSort={onSort}>
              Show
            </Head>
            <Head of={canAddUp ? "seconds" : null} sort={sort} onSort={onSort} isRight>
              On screen
            </Head>
            <Head of={null} sort={sort} onSort={onSort} isRight>
              Videos
            </Head>
            <Head of="pictures" sort={sort} onSort={onSort} isRight>
              Photographs
            </Head>
            <Head of={null} sort={sort} onSort={onSort} isRight>
              Confirmed faces
            </Head>
            <Head of={null} sort={sort} onSort={onSort}>
              Recognised by
            </Head>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} show={show} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
