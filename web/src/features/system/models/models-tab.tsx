"use client";

import { Boxes, CircleCheck, CloudDownload } from "lucide-react";
import type { ReactNode } from "react";

import { messageOf, type Model } from "@/api";
import { useFetchModels, useModels } from "@/api/queries/system";
import { cx } from "@/lib/cx";
import { bytes, bytesOf } from "@/lib/format";
import { useStageNames } from "@/parts/job/stage-names";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Bar } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";
import { complain } from "@/ui/toast";

import { Command } from "../command";
import { useIsAdmin } from "../only-for";
import { CARD, Section } from "../section";

const CAPABILITIES: Record<string, string> = { "face-detector": "Finding faces", "face-embedder": "Telling faces apart" };

function capabilityName(capability: string): string {
  const words = capability.replaceAll("-", " ");
  return CAPABILITIES[capability] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What each model does, what it is licensed for, and whether it is here. */
export function ModelsTab() {
  const models = useModels();
  const fetch = useFetchModels();
  const isAdmin = useIsAdmin();
  const begin = (wanted: readonly Model[]) =>
    fetch.mutate(
      wanted.map(({ name }) => name),
      { onError: (error) => complain("The model is not fetched", messageOf(error)) },
    );
  if (models.isError && models.data === undefined) {
    return (
      <Failure title="The models cannot be shown" onRetry={() => void models.refetch()}>
        {messageOf(models.error)}
      </Failure>
    );
  }
  if (models.data === undefined) return <div aria-busy className="skeleton h-64 rounded-4" />;
  if (models.data.length === 0) {
    return (
      <Empty icon={Boxes} title="No models">
        <p>Nothing that can be asked for here uses a model.</p>
      </Empty>
    );
  }
  const capabilities = [...new Set(models.data.map(({ capability }) => capability))];
  const missing = models.data.filter(({ is_present: isHere, tier, fetching }) => !isHere && tier === "default" && fetching === null);
  return (
    <>
      {missing.length > 0 && (
        <div className="mb-6 flex flex-wrap items-center gap-3 rounded-4 bg-warn-soft px-4 py-3">
          <p className="min-w-0 flex-1">
            {missing.length === 1 ? "A model that jobs need is not here yet." : `${String(missing.length)} models that jobs need are not here yet.`} The first job that needs it fetches it.
          </p>
          {isAdmin && (
            <Button size="regular" disabled={fetch.isPending} onClick={() => begin(missing)}>
              <CloudDownload aria-hidden /> {missing.length === 1 ? "Fetch it now" : "Fetch them now"}
            </Button>
          )}
        </div>
      )}
      {capabilities.map((capability) => (
        <Section key={capability} title={capabilityName(capability)} says="Jobs take the model of tier “default” unless they ask for another one.">
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,380px),1fr))] gap-3">
            {models.data
              .filter((model) => model.capability === capability)
              .map((model) => (
                <li key={model.name}>
                  <ModelCard model={model} onFetch={isAdmin ? () => begin([model]) : null} isAsking={fetch.isPending} />
                </li>
              ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 py-0.5">
      <dt className="w-16 shrink-0 text-fg-3">{name}</dt>
      <dd className="num min-w-0 flex-1 break-words">{children}</dd>
    </div>
  );
}

interface CardProps {
  model: Model;
  /** Null for who may not. */
  onFetch: (() => void) | null;
  isAsking: boolean;
}

function ModelCard({ model, onFetch, isAsking }: CardProps) {
  const nameOf = useStageNames();
  return (
    <article aria-label={model.title} className={cx(CARD, "flex h-full flex-col p-4")}>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate font-semibold" title={model.title}>
            {model.title}
          </h3>
          <p className="truncate font-mono text-11 text-fg-3">{model.name}</p>
        </div>
        <Badge tone="mute">{model.tier}</Badge>
        {model.is_present ? (
          <Badge tone="ok" icon={CircleCheck}>
            Here
          </Badge>
        ) : (
          <Badge tone="warn" icon={CloudDownload}>
            Not fetched
          </Badge>
        )}
      </div>
      <dl className="mt-3 flex-1 text-12">
        <Fact name="Licence">{model.licence}</Fact>
        <Fact name="Size">{bytes(model.size_bytes)}</Fact>
        <Fact name="From">
          <span className="line-clamp-2 break-all" title={model.origin}>
            {model.origin}
          </span>
        </Fact>
        <Fact name="Used for">{model.used_by.map(nameOf).join(", ") || "Nothing yet"}</Fact>
        {model.note !== "" && <Fact name="Note">{model.note}</Fact>}
        <Fact name="SHA-256">
          <span className="font-mono text-11" title={model.sha256}>
            {model.sha256.slice(0, 16)}…
          </span>
        </Fact>
      </dl>
      {!model.is_present && <Missing model={model} onFetch={onFetch} isAsking={isAsking} />}
    </article>
  );
}

const STEPS = { waiting: "Waits for its turn", downloading: "Downloading", converting: "Checking and converting", done: "Done" } as const;

function Missing({ model, onFetch, isAsking }: CardProps) {
  const { fetching } = model;
  if (fetching !== null && fetching.step !== "failed") {
    const { step, done_bytes: done, total_bytes: whole } = fetching;
    return (
      <div className="mt-3 space-y-1.5">
        <Bar value={whole === 0 ? 0 : done / whole} label={`Fetching ${model.title}`} />
        <p className="num text-12 text-fg-2">
          {STEPS[step]}
          {step === "downloading" && whole > 0 && ` · ${bytesOf(done, whole)}`}
        </p>
      </div>
    );
  }
  return (
    <div className="mt-3 space-y-2">
      {fetching?.error != null && (
        <p role="alert" className="text-12 text-err">
          {fetching.error.message}
        </p>
      )}
      {onFetch === null ? (
        <p className="text-12 text-fg-3">Fetching models needs an administrator.</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button onClick={onFetch} disabled={isAsking}>
            <CloudDownload aria-hidden /> {fetching === null ? "Fetch" : "Try again"}
          </Button>
          <span className="text-12 text-fg-3">or</span>
          <Command>{`telecine models fetch ${model.name}`}</Command>
        </div>
      )}
    </div>
  );
}
