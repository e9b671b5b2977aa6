"use client";

import { ChartColumn, Download } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useMemo } from "react";

import { messageOf, type Totals } from "@/api";
import { useShows } from "@/api/queries/catalogue";
import { useEverybody } from "@/api/queries/people";
import { useTotals } from "@/api/queries/totals";
import { useVideos } from "@/api/queries/videos";
import { amount, count, screenTime } from "@/lib/format";
import { coloursOf } from "@/lib/people";
import { showTitle, titleOf } from "@/lib/titles";
import type { UrlState } from "@/lib/url-state";
import { Button, buttonLook } from "@/ui/button";
import { Filter } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

import { Figures } from "./figures";
import { Together } from "./matrix";
import { columnsOf, csvOf, linesOf, matrixOf } from "./series";

const Chart = dynamic(() => import("./chart"), { ssr: false, loading: () => <div className="skeleton h-70 rounded-3" /> });

/** Homes are asked for everybody of a show by their own page, so not for all of a crowd. */
const MOST_LINES = 40;
const MOST_TOGETHER = 12;

/** Who is on screen for how long, over the episodes of a show or a season. */
export default function TotalsTab({ url }: { url: UrlState }) {
  const shows = useShows();
  const only = shows.data?.length === 1 ? shows.data[0]?.show : undefined;
  const show = url.query.get("show") ?? only ?? null;
  const totals = useTotals(show);
  if (show === null) {
    if (shows.isPending) return <Waiting />;
    return (
      <Empty icon={ChartColumn} title={shows.data?.length === 0 ? "No show yet" : "Of which show?"}>
        {shows.data?.length === 0 ? (
          <p>
            Select videos in the <Link href="/" className="text-accent underline underline-offset-2">library</Link> and say which show and episode they are.
          </p>
        ) : (
          <div className="mt-3 flex flex-wrap justify-center gap-2">
            {shows.data?.map((each) => (
              <Button key={each.show} size="regular" onClick={() => url.set({ show: each.show }, true)}>
                {showTitle(each.show)}
              </Button>
            ))}
          </div>
        )}
      </Empty>
    );
  }
  if (totals.isError) {
    return (
      <Failure title={`${showTitle(show)} cannot be added up`} onRetry={() => void totals.refetch()}>
        {messageOf(totals.error)}
      </Failure>
    );
  }
  if (totals.data === undefined) return <Waiting />;
  const { seasons, total, missing } = totals.data;
  const season = seasons.find((each) => String(each.season) === url.query.get("season"));
  const shown = season ?? total;
  return (
    <div className="max-w-[1440px]">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="text-16 font-semibold tracking-tight">{showTitle(show)}</h2>
        {seasons.length > 1 && (
          <Filter
            label="Season"
            value={season === undefined ? null : String(season.season)}
            onChange={(value) => url.set({ season: value }, true)}
            choices={seasons.map((each) => ({ value: String(each.season), label: `Season ${String(each.season)}` }))}
          />
        )}
      </div>
      {shown == null ? (
        <Empty icon={ChartColumn} title="No episode has a report yet">
          <p>{count(missing.length, "episode waits", "episodes wait")} to be analysed.</p>
          <Link href={`/?show=${encodeURIComponent(show)}`} className={`${buttonLook("plain", "regular")} mt-5`}>
            To its episodes
          </Link>
        </Empty>
      ) : (
        <Counted show={show} totals={shown} missing={season === undefined ? missing.length : 0} url={url} />
      )}
    </div>
  );
}

function Counted({ show, totals, missing, url }: { show: string; totals: Totals; missing: number; url: UrlState }) {
  const { videos } = useVideos({ q: "", show });
  const people = totals.people.slice(0, MOST_LINES);
  const everybody = useEverybody(people.map(({ person }) => person));
  const columns = useMemo(() => columnsOf(videos ?? [], totals.videos, titleOf), [videos, totals]);
  const lines = useMemo(() => linesOf(totals, columns, everybody.found), [totals, columns, everybody.found]);
  const matrix = useMemo(() => matrixOf(totals, MOST_TOGETHER), [totals]);
  const colours = useMemo(() => coloursOf(lines.map(({ id }) => id)), [lines]);
  const download = () => {
    const address = URL.createObjectURL(new Blob([csvOf(columns, lines)], { type: "text/csv" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: `${show}-screen-time.csv` });
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <>
      <p className="num mt-1 text-12 text-fg-2">
        {count(totals.videos.length, "episode")} · {amount(totals.duration.seconds)}
        {totals.unknown.seconds > 0 && ` · ${screenTime(totals.unknown.seconds)} of people without a name`}
        {missing > 0 && ` · ${count(missing, "episode is", "episodes are")} not analysed yet and not counted`}
        {totals.unknown.seconds > 0 && (
          <Link href={`/review/?show=${encodeURIComponent(show)}`} className="ml-2 whitespace-nowrap text-accent underline underline-offset-2">
            Name them
          </Link>
        )}
      </p>
      {lines.length === 0 ? (
        <Empty icon={ChartColumn} title="Nobody has a name here yet">
          <Link href={`/review/?show=${encodeURIComponent(show)}`} className={`${buttonLook("primary", "regular")} mt-3`}>
            To the review
          </Link>
        </Empty>
      ) : videos === undefined || everybody.isPending ? (
        <Waiting />
      ) : (
        <>
          <section aria-labelledby="by-episode" className="mt-6">
            <div className="mb-3 flex items-center justify-between gap-3">
              <h3 id="by-episode" className="font-semibold">
                Seconds in each episode
              </h3>
              <Button look="ghost" onClick={download}>
                <Download aria-hidden /> Table as CSV
              </Button>
            </div>
            <Chart columns={columns} lines={lines} colours={colours} chosen={url.query.get("who")} onChoose={(who) => url.set({ who })} />
            <Figures columns={columns} lines={lines} colours={colours} />
            {totals.people.length > MOST_LINES && <p className="mt-1.5 text-12 text-fg-3">Episodes are shown of the {MOST_LINES} with most seconds.</p>}
          </section>
          {matrix.people.length > 1 && <Together matrix={matrix} />}
        </>
      )}
    </>
  );
}

function Waiting() {
  return (
    <div aria-busy aria-label="Adding up" className="mt-6 space-y-3">
      <div className="skeleton h-70 rounded-3" />
      <div className="skeleton h-40 rounded-3" />
    </div>
  );
}
