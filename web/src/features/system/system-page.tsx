"use client";

import { Activity, Boxes, HardDrive, History, KeyRound, ScrollText, Server, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";

import { type Command, useCommands } from "@/lib/commands";
import { useUrlState } from "@/lib/url-state";
import { type Tab, Tabs } from "@/ui/tabs";

import { AuditTab } from "./access/audit-tab";
import { KeysTab } from "./access/keys-tab";
import { LogsTab } from "./logs/logs-tab";
import { ModelsTab } from "./models/models-tab";
import { NodesTab } from "./nodes/nodes-tab";
import { OnlyAdmins } from "./only-for";
import { QueuesTab } from "./queues/queues-tab";
import { useSamples } from "./queues/use-samples";
import { SettingsTab } from "./settings/settings-tab";
import { StorageTab } from "./storage/storage-tab";

function Pad({ children }: { children: ReactNode }) {
  return <div className="mx-auto max-w-6xl px-6 pt-5 pb-16 max-md:px-4">{children}</div>;
}

/** Who works, what waits, what takes room, and who may come in. */
export function SystemPage() {
  const url = useUrlState();
  const router = useRouter();
  const figures = useSamples();
  const commands = useMemo<Command[]>(
    () => [{ id: "system logs", title: "Follow the log", group: "System", icon: ScrollText, run: () => router.push("/system/?tab=logs") }],
    [router],
  );
  useCommands(commands);
  const tabs: Tab[] = [
    { id: "nodes", title: "Nodes", icon: Server, panel: <Pad><NodesTab /></Pad> },
    { id: "queues", title: "Queues", icon: Activity, panel: <Pad><QueuesTab samples={figures.samples} error={figures.error} onRetry={figures.retry} /></Pad> },
    { id: "models", title: "Models", icon: Boxes, panel: <Pad><ModelsTab /></Pad> },
    { id: "storage", title: "Storage", icon: HardDrive, panel: <Pad><StorageTab /></Pad> },
    { id: "settings", title: "Settings", icon: SlidersHorizontal, panel: <Pad><OnlyAdmins what="settings"><SettingsTab url={url} /></OnlyAdmins></Pad> },
    { id: "keys", title: "Keys", icon: KeyRound, panel: <Pad><KeysTab /></Pad> },
    {
      id: "logs",
      title: "Logs",
      icon: ScrollText,
      panel: (
        <div className="flex h-full min-h-96 flex-col px-6 pt-4 pb-5 max-md:px-4">
          <OnlyAdmins what="the log">
            <LogsTab url={url} />
          </OnlyAdmins>
        </div>
      ),
    },
    { id: "audit", title: "Record", icon: History, panel: <Pad><OnlyAdmins what="who did what"><AuditTab url={url} /></OnlyAdmins></Pad> },
  ];
  const asked = url.query.get("tab") ?? "nodes";
  const tab = tabs.some(({ id }) => id === asked) ? asked : "nodes";
  return (
    <>
      <header className="flex h-(--topbar-h) shrink-0 items-center border-b border-line px-6 max-md:h-auto max-md:border-0 max-md:px-4 max-md:pt-3 max-md:pb-1">
        <h1 className="text-16 font-semibold tracking-tight max-md:text-28">System</h1>
      </header>
      <Tabs label="System" tabs={tabs} value={tab} onChange={(id) => url.set({ tab: id === "nodes" ? null : id }, true)} />
    </>
  );
}
