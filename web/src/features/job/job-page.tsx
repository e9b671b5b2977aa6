"use client";

import { FileDown, ListTree, ListVideo, ScrollText, SlidersHorizontal, Workflow } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";

import { type JobDetails, messageOf } from "@/api";
import { useMe } from "@/api/queries/access";
import { useApplications } from "@/api/queries/catalogue";
import { useExplanation, useJobDetails } from "@/api/queries/runs";
import { percent } from "@/lib/format";
import { titleOf } from "@/lib/titles";
import { useUrlState } from "@/lib/url-state";
import { useGoOn, useStop } from "@/parts/job/acts";
import { Files } from "@/parts/job/files";
import { JobLog } from "@/parts/job/log";
import { useNow } from "@/parts/job/now";
import { Stages } from "@/parts/job/stages";
import { WhyFailed } from "@/parts/job/why";
import { isBusy } from "@/parts/job/words";
import { buttonLook } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";
import { type Tab, Tabs } from "@/ui/tabs";

import { EventsTab } from "./events-tab";
import { Facts } from "./facts";
import { Header } from "./header";
import { SettingsTab } from "./settings-tab";

const RemoveDialog = dynamic(() => import("@/parts/job/removing"), { ssr: false });

/** One job: how far it is, what it did, and why it stopped. */
export function JobPage() {
  const url = useUrlState();
  const id = url.query.get("id") ?? "";
  const [isBusyNow, setBusyNow] = useState(true);
  const job = useJobDetails(id === "" ? null : id, isBusyNow);
  const isWorking = job.data === undefined ? !job.isError : isBusy(job.data);
  if (isWorking !== isBusyNow) setBusyNow(isWorking);
  if (id === "") {
    return (
      <Empty icon={ListVideo} title="No job is chosen">
        <Link href="/jobs/" className={`${buttonLook("plain", "regular")} mt-3`}>
          To the jobs
        </Link>
      </Empty>
    );
  }
  if (job.isError && job.data === undefined) {
    return (
      <Failure title="This job cannot be shown" onRetry={() => void job.refetch()}>
        <p>{messageOf(job.error)}</p>
        <Link href="/jobs/" className="text-accent">
          To the jobs
        </Link>
      </Failure>
    );
  }
  if (job.data === undefined) return <Waiting />;
  return <Job key={id} job={job.data} tab={url.query.get("tab") ?? "stages"} onTab={(tab) => url.set({ tab: tab === "stages" ? null : tab })} />;
}

function Job({ job, tab, onTab }: { job: JobDetails; tab: string; onTab: (tab: string) => void }) {
  const router = useRouter();
  const me = useMe();
  const goOn = useGoOn();
  const stop = useStop();
  const [isRemoving, setRemoving] = useState(false);
  const applications = useApplications();
  const title = applications.data?.find(({ app }) => app === job.app)?.title ?? job.app;
  const name = titleOf({ name: job.video.name, episode: null });
  const canEdit = me.data !== undefined && me.data.role !== "viewer";
  const acts = canEdit ? { stop: () => stop.run([job.id]), goOn: () => goOn.run([job.id]), remove: () => setRemoving(true) } : null;
  const pad = (panel: ReactNode) => <div className="p-6 max-md:p-4">{panel}</div>;
  const tabs: Tab[] = [
    { id: "stages", title: "Stages", icon: Workflow, panel: pad(<div className="max-w-3xl space-y-4"><Stages job={job} /></div>) },
    { id: "events", title: "Events", icon: ListTree, panel: pad(<EventsTab job={job.id} />) },
    { id: "log", title: "Log", icon: ScrollText, panel: pad(<JobLog job={job.id} isBusy={isBusy(job)} className="" />) },
    {
      id: "files",
      title: "Files",
      icon: FileDown,
      panel: pad(
        job.state === "succeeded" ? (
          <Files job={job.id} none="This job hands out no files." />
        ) : (
          <p className="text-fg-2">{isBusy(job) ? "Files are here when the job is done." : "The job did not come to its end, so it hands out no files."}</p>
        ),
      ),
    },
    { id: "settings", title: "Settings", icon: SlidersHorizontal, panel: pad(<SettingsTab details={job} />) },
  ];
  return (
    <>
      <title>{`${name} · Job · Telecine`}</title>
      <Header job={job} title={title} acts={acts} />
      <div className="flex min-h-0 flex-1 max-lg:flex-col max-lg:overflow-y-auto">
        <aside className="w-[360px] shrink-0 space-y-4 overflow-y-auto border-r border-line p-5 max-lg:w-full max-lg:overflow-visible max-lg:border-r-0 max-lg:border-b max-md:p-4">
          <Progress job={job} />
          <Facts job={job} title={title} />
        </aside>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col max-lg:min-h-[60dvh] max-lg:flex-none">
          <Tabs label="About this job" tabs={tabs} value={tabs.some(({ id }) => id === tab) ? tab : "stages"} onChange={onTab} />
        </div>
      </div>
      {isRemoving && <RemoveDialog ids={[job.id]} hasDone={job.state === "succeeded"} onClose={() => setRemoving(false)} onDone={() => router.replace("/jobs/")} />}
    </>
  );
}

/** How far it is, or how it ended, and why. */
function Progress({ job }: { job: JobDetails }) {
  const now = useNow(job);
  const explanation = useExplanation(job.id, true);
  if (job.state === "failed") return <WhyFailed job={job} />;
  if (!isBusy(job)) return explanation.data === undefined ? null : <p className="rounded-3 bg-surface-2 p-3 text-fg-2">{explanation.data.summary}</p>;
  return (
    <div className="space-y-2 rounded-3 bg-surface-2 p-3">
      <p className="num flex items-baseline gap-2">
        <span className="text-20 font-semibold tracking-tight">{percent(now.share)}</span>
        <span className="truncate text-fg-2">{now.left === null ? "" : `${now.left} left`}</span>
      </p>
      <Bar value={now.share} label="Progress of the job" />
      <p className="text-12 text-fg-2">{now.says ?? explanation.data?.summary ?? "Waiting for its turn"}</p>
      {explanation.data?.advice != null && (
        <p className="text-12 text-fg-2">
          <span className="font-medium text-fg">What to do: </span>
          {explanation.data.advice}
        </p>
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div aria-busy aria-label="Opening the job" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-(--topbar-h) shrink-0 items-center border-b border-line px-4">
        <div className="skeleton h-5 w-56 rounded-2" />
      </div>
      <div className="flex min-h-0 flex-1 max-lg:flex-col">
        <div className="w-[360px] space-y-3 border-r border-line p-5 max-lg:w-full">
          <div className="skeleton h-20 rounded-3" />
          <div className="skeleton h-56 rounded-3" />
        </div>
        <div className="flex-1 p-6">
          <div className="skeleton h-80 rounded-3" />
        </div>
      </div>
    </div>
  );
}
