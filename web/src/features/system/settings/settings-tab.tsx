"use client";

import { SlidersHorizontal } from "lucide-react";

import { messageOf, type ServerSetting } from "@/api";
import { useSettings } from "@/api/queries/system";
import type { UrlState } from "@/lib/url-state";
import { Badge } from "@/ui/badge";
import { Toggle } from "@/ui/controls";
import { Empty, Failure } from "@/ui/feedback";

import { CARD, Section } from "../section";

const PREFIX = "TELECINE_";
const HIDDEN_PLACE = "[path]";

/** `Retention` of `TELECINE_RETENTION__JOB_DAYS`; what belongs to no group is general. */
export function groupOf(name: string): string {
  const [group, rest] = name.slice(PREFIX.length).split("__");
  if (group === undefined || rest === undefined) return "General";
  return group === "API" ? group : group.charAt(0) + group.slice(1).toLowerCase();
}

export function settingText(value: unknown): string {
  if (value === null || value === undefined) return "not set";
  if (value === HIDDEN_PLACE) return "a place of the machine";
  if (value === true) return "yes";
  if (value === false) return "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(settingText).join(", ");
  if (typeof value === "object") return Object.keys(value).length === 0 ? "none" : JSON.stringify(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** How the server is set, as it read it when it began. */
export function SettingsTab({ url }: { url: UrlState }) {
  const settings = useSettings(true);
  const isChangedOnly = url.query.get("changed") === "yes";
  if (settings.isError && settings.data === undefined) {
    return (
      <Failure title="The settings cannot be shown" onRetry={() => void settings.refetch()}>
        {messageOf(settings.error)}
      </Failure>
    );
  }
  if (settings.data === undefined) return <div aria-busy className="skeleton h-64 rounded-4" />;
  const shown = settings.data.filter((setting) => !isChangedOnly || !setting.is_default);
  const groups = [...new Set(shown.map(({ name }) => groupOf(name)))];
  const changed = settings.data.filter((setting) => !setting.is_default).length;
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <p className="min-w-64 flex-1 text-fg-2">
          Settings are read from the environment and from a file <code className="font-mono text-12">.env</code> when the server begins, so changing one
          needs a start. Options of <code className="font-mono text-12">telecine serve</code> win over them and are not shown here; nor are secrets and places
          of the machine.
        </p>
        <Toggle isOn={isChangedOnly} onChange={(isOn) => url.set({ changed: isOn ? "yes" : null })}>
          Only what was changed <span className="num text-fg-3">{changed}</span>
        </Toggle>
      </div>
      {shown.length === 0 && (
        <Empty icon={SlidersHorizontal} title="Everything is as it comes">
          <p>No setting differs from its default.</p>
        </Empty>
      )}
      {groups.map((group) => (
        <Section key={group} title={group}>
          <dl className={`${CARD} divide-y divide-line`}>
            {shown
              .filter(({ name }) => groupOf(name) === group)
              .map((setting) => (
                <Line key={setting.name} setting={setting} />
              ))}
          </dl>
        </Section>
      ))}
    </>
  );
}

function Line({ setting }: { setting: ServerSetting }) {
  return (
    <div className="flex flex-wrap gap-x-6 gap-y-1 px-4 py-2.5">
      <dt className="min-w-56 flex-1">
        <span className="font-mono text-12 break-all">{setting.name}</span>
        <span className="block max-w-[64ch] text-12 text-fg-3">{setting.meaning}</span>
      </dt>
      <dd className="num flex max-w-full items-start gap-2 text-right">
        {!setting.is_default && <Badge tone="accent">changed</Badge>}
        <span className="max-w-80 break-words">{settingText(setting.value)}</span>
      </dd>
    </div>
  );
}
