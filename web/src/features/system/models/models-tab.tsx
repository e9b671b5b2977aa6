"use client";

import { Boxes, CircleCheck, CloudDownload } from "lucide-react";
import type { ReactNode } from "react";

import { messageOf, type Model } from "@/api";
import { useModels } from "@/api/queries/system";
import { cx } from "@/lib/cx";
import { bytes } from "@/lib/format";
import { useStageNames } from "@/parts/job/stage-names";
import { Badge } from "@/ui/badge";
import { Empty, Failure } from "@/ui/feedback";

import { Command } from "../command";
import { CARD, Section } from "../section";

const CAPABILITIES: Record<string, string> = { "face-detector": "Finding faces", "face-embedder": "Telling faces apart" };

function capabilityName(capability: string): string {
  const words = capability.replaceAll("-", " ");
  return CAPABILITIES[capability] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** What each model does, what it is licensed for, and whether it is here. */
export function ModelsTab() {
  const models = useModels();
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
  const missing = models.data.filter(({ is_present: isHere, tier }) => !isHere && tier === "default");
  return (
    <>
      {missing.length > 0 && (
        <div className="mb-6 flex flex-wrap items-center gap-3 rounded-4 bg-warn-soft px-4 py-3">
          <p className="min-w-0 flex-1">
            {missing.length === 1 ? "A model that jobs need is not here yet." : `${String(missing.length)} models that jobs need are not here yet.`} The first job that needs it fetches it; to do it now, on the
            machine of the server:
          </p>
          <Command>telecine models fetch</Command>
        </div>
      )}
      {capabilities.map((capability) => (
        <Section key={capability} title={capabilityName(capability)} says="Jobs take the model of tier “default” unless they ask for another one.">
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,380px),1fr))] gap-3">
            {models.data
              .filter((model) => model.capability === capability)
              .map((model) => (
                <li key={model.name}>
                  <ModelCard model={model} />
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

function ModelCard({ model }: { model: Model }) {
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
      {!model.is_present && (
        <div className="mt-3">
          <Command>{`telecine models fetch ${model.name}`}</Command>
        </div>
      )}
    </article>
  );
}
