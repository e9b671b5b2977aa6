"use client";

import type { JobDetails } from "@/api";
import { useStageNames } from "@/parts/job/stage-names";

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "not set";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join(", ");
  if (typeof value === "object") return Object.keys(value).length === 0 ? "none" : JSON.stringify(value);
  return JSON.stringify(value);
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

/** What this job was asked to do otherwise than usual, and the settings of the server when it was asked for. */
export function SettingsTab({ details }: { details: JobDetails }) {
  const nameOf = useStageNames();
  const params = Object.entries(details.params).flatMap(([stage, values]) => entriesOf(values).map(([name, value]) => ({ stage, name, value })));
  const settings = Object.entries(details.settings);
  return (
    <div className="space-y-6">
      <section>
        <h2 className="font-semibold">What was asked for</h2>
        {params.length === 0 ? (
          <p className="mt-1 text-fg-2">Every stage ran with its defaults.</p>
        ) : (
          <dl className="mt-1">
            {params.map(({ stage, name, value }) => (
              <Line key={`${stage} ${name}`} name={`${nameOf(stage)}: ${name.replaceAll("_", " ")}`} value={value} />
            ))}
          </dl>
        )}
      </section>
      <section>
        <h2 className="font-semibold">Settings of the server at that time</h2>
        {settings.length === 0 ? (
          <p className="mt-1 text-fg-2">They were not kept.</p>
        ) : (
          <>
            <p className="mt-0.5 text-12 text-fg-3">Secrets and places of the machine are left out.</p>
            <dl className="mt-1">
              {settings.map(([name, value]) => (
                <Line key={name} name={name} value={value} isMono />
              ))}
            </dl>
          </>
        )}
      </section>
    </div>
  );
}

function Line({ name, value, isMono = false }: { name: string; value: unknown; isMono?: boolean }) {
  return (
    <div className="flex flex-wrap gap-x-4 border-b border-line py-1.5 last:border-0">
      <dt className={isMono ? "min-w-0 flex-1 font-mono text-11 leading-5 break-all text-fg-2" : "min-w-0 flex-1 text-fg-2"}>{name}</dt>
      <dd className="num max-w-full min-w-0 text-right break-words">{valueText(value)}</dd>
    </div>
  );
}
