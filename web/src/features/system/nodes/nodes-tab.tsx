"use client";

import { CircleCheck, CircleSlash, Moon, Pause, Play, Server, TriangleAlert } from "lucide-react";

import { messageOf, type Node } from "@/api";
import { useHealth, useMaintenance, useNodes } from "@/api/queries/system";
import { cx } from "@/lib/cx";
import { amount, count } from "@/lib/format";
import { when } from "@/parts/job/words";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty, Failure } from "@/ui/feedback";
import { complain, say } from "@/ui/toast";

import { Command } from "../command";
import { useIsAdmin } from "../only-for";
import { CARD, Figure, Figures, Section } from "../section";

/** Who works here, and whether what they stand on is well. */
export function NodesTab() {
  const nodes = useNodes();
  const isAdmin = useIsAdmin();
  return (
    <>
      <Well />
      <Section
        title="Nodes"
        says="A node is one machine with its workers. One that rests finishes what it has and takes nothing new; it stays so when it is started again."
      >
        {nodes.isError && nodes.data === undefined ? (
          <Failure title="The nodes cannot be shown" onRetry={() => void nodes.refetch()}>
            {messageOf(nodes.error)}
          </Failure>
        ) : nodes.data === undefined ? (
          <div aria-busy className="skeleton h-36 rounded-4" />
        ) : nodes.data.nodes.length === 0 ? (
          <Empty icon={Server} title="Nobody works here yet">
            <p>Jobs wait until somebody does. On this machine or another one with the same home:</p>
            <p className="mt-3">
              <Command>telecine worker</Command>
            </p>
          </Empty>
        ) : (
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,340px),1fr))] gap-3">
            {nodes.data.nodes.map((node) => (
              <li key={node.name}>
                <NodeCard node={node} isOwn={node.name === nodes.data.self} canChange={isAdmin} />
              </li>
            ))}
          </ul>
        )}
        {!isAdmin && nodes.data !== undefined && <p className="mt-3 text-12 text-fg-3">Letting a node rest needs an administrator.</p>}
      </Section>
    </>
  );
}

function Well() {
  const health = useHealth();
  const { data } = health;
  if (health.isError && data === undefined) return null;
  const words = { ok: "Well", unconfigured: "Not used", error: "Not well" } as const;
  const tone = (word: "ok" | "unconfigured" | "error") => (word === "error" ? "text-err" : word === "ok" ? "text-ok" : "text-fg-3");
  const age = data?.details.supervisor.heartbeat_age_s ?? null;
  const isWorking = data?.details.supervisor.state === "ok";
  return (
    <Figures>
      <Figure
        name="Work"
        value={data === undefined ? "–" : isWorking ? "Goes on" : "Nobody works"}
        tone={data === undefined ? "text-fg-3" : isWorking ? "text-ok" : "text-warn"}
        more={age === null ? "Jobs wait for somebody" : `Last sign ${amount(age)} ago`}
      />
      <Figure name="Database" value={data === undefined ? "–" : words[data.db]} tone={data === undefined ? "text-fg-3" : tone(data.db)} more={data?.details.db.why ?? "Answers in time"} />
      <Figure name="Disk" value={data === undefined ? "–" : words[data.storage]} tone={data === undefined ? "text-fg-3" : tone(data.storage)} more={data?.details.storage.why ?? "Has room"} />
      <Figure name="Version" value={data?.version ?? "–"} more="Of the server that answers" />
    </Figures>
  );
}

function NodeCard({ node, isOwn, canChange }: { node: Node; isOwn: boolean; canChange: boolean }) {
  const maintenance = useMaintenance();
  const change = (isOn: boolean) =>
    maintenance.mutate(
      { name: node.name, isOn },
      {
        onSuccess: () =>
          isOn
            ? say(`${node.name} rests`, { label: "Let it go on", run: () => change(false) }, "It finishes what it has and takes nothing new.")
            : say(`${node.name} takes new work`),
        onError: (error) => complain(`${node.name} stays as it was`, messageOf(error)),
      },
    );
  const state = node.is_stale
    ? { tone: "err" as const, icon: TriangleAlert, word: "Silent" }
    : node.in_maintenance
      ? { tone: "warn" as const, icon: Moon, word: "Rests" }
      : node.is_accepting
        ? { tone: "ok" as const, icon: CircleCheck, word: "Takes work" }
        : { tone: "mute" as const, icon: CircleSlash, word: "Ends" };
  return (
    <article aria-label={node.name} className={cx(CARD, "flex h-full flex-col p-4")}>
      <div className="flex items-center gap-2">
        <Server aria-hidden className="size-4 text-fg-3" />
        <h3 className="min-w-0 truncate font-semibold" title={node.name}>
          {node.name}
        </h3>
        {isOwn && <span className="text-12 text-fg-3">this one</span>}
        <span className="flex-1" />
        <Badge tone={state.tone} icon={state.icon}>
          {state.word}
        </Badge>
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-1.5">
        {Array.from({ length: Math.min(node.workers, 32) }, (_, number) => (
          <span key={number} aria-hidden className={cx("h-5 w-2 rounded-1", number < node.busy ? "bg-accent" : "bg-surface-3")} />
        ))}
        <span className="num ml-1 text-12 text-fg-2">
          {node.busy} of {count(node.workers, "worker")} busy
        </span>
      </div>
      <p className="num mt-3 flex-1 text-12 text-fg-3">
        {node.is_stale ? `Silent for ${amount(node.heartbeat_age_s)}; its tasks are taken over by others.` : `Last sign ${amount(node.heartbeat_age_s)} ago`}
        {node.started_at !== null && ` · since ${when(node.started_at)}`}
        {node.version !== null && <span className="block truncate">Version {node.version}</span>}
      </p>
      {canChange && (
        <div className="mt-3">
          {node.in_maintenance ? (
            <Button onClick={() => change(false)} disabled={maintenance.isPending}>
              <Play aria-hidden /> Let it go on
            </Button>
          ) : (
            <Button onClick={() => change(true)} disabled={maintenance.isPending}>
              <Pause aria-hidden /> Let it rest
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
