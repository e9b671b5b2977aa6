"use client";

import { KeyRound, LogOut, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";

import { type Key, messageOf } from "@/api";
import { useLogOut, useMe } from "@/api/queries/access";
import { useApiKeys } from "@/api/queries/keys";
import { when } from "@/parts/job/words";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Empty, Failure } from "@/ui/feedback";

import { useIsAdmin } from "../only-for";
import { CARD, Section, Table } from "../section";
import { keyState, ROLE_SAYS } from "./roles";

const MakeDialog = dynamic(() => import("./make-dialog"), { ssr: false });
const RevokeDialog = dynamic(() => import("./revoke-dialog"), { ssr: false });

/** Who is here, and who may come in. */
export function KeysTab() {
  const isAdmin = useIsAdmin();
  const me = useMe();
  return (
    <>
      <WhoAmI />
      {isAdmin ? (
        <Keys canLogIn={me.data?.is_login_needed === true} />
      ) : (
        me.data !== undefined && (
          <Section title="Keys">
            <p className="text-fg-2">Only administrators see and make keys.</p>
          </Section>
        )
      )}
    </>
  );
}

function WhoAmI() {
  const me = useMe();
  const logOut = useLogOut();
  if (me.data === undefined) return <div aria-busy className="skeleton mb-8 h-24 rounded-4" />;
  const { name, role, is_login_needed: isNeeded, expires_at: ends } = me.data;
  return (
    <Section title="You">
      <div className={`${CARD} flex flex-wrap items-center gap-x-4 gap-y-3 p-4`}>
        <div className="min-w-0 flex-1">
          <p className="font-medium">
            {isNeeded ? name : "This computer"} <Badge tone="accent">{role}</Badge>
          </p>
          <p className="num text-12 text-fg-3">
            {isNeeded
              ? `You ${ROLE_SAYS[role]}.${ends === null ? "" : ` Your login ends ${when(ends)}.`}`
              : "Nobody logs in here: the server can be reached from this computer only. To let others in, set TELECINE_AUTH__MODE=token and make keys."}
          </p>
        </div>
        {isNeeded && (
          <Button size="regular" onClick={() => logOut.mutate()}>
            <LogOut aria-hidden /> Log out
          </Button>
        )}
      </div>
    </Section>
  );
}

function Keys({ canLogIn }: { canLogIn: boolean }) {
  const keys = useApiKeys(true);
  const [isMaking, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const make = (
    <Button size="regular" look="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden /> New key
    </Button>
  );
  return (
    <Section
      title="Keys"
      says={canLogIn ? "Each person and each program gets its own key, so that one can be taken away without the others." : "They are asked for once people have to log in."}
      {...(keys.data !== undefined && keys.data.length > 0 ? { aside: make } : {})}
    >
      {keys.isError && keys.data === undefined ? (
        <Failure title="The keys cannot be shown" onRetry={() => void keys.refetch()}>
          {messageOf(keys.error)}
        </Failure>
      ) : keys.data === undefined ? (
        <div aria-busy className="skeleton h-40 rounded-4" />
      ) : keys.data.length === 0 ? (
        <Empty icon={KeyRound} title="No keys yet">
          <p>A key lets a person log in or a program use the API, with as much as its role allows.</p>
          <div className="mt-5">{make}</div>
        </Empty>
      ) : (
        <Table label="Keys" heads={[{ name: "Name" }, { name: "Role" }, { name: "Made" }, { name: "Used last" }, { name: "Valid" }, { name: "" }]}>
          {keys.data.map((key) => (
            <Line key={key.id} own={key} onRevoke={() => setRevoking(key)} />
          ))}
        </Table>
      )}
      {isMaking && <MakeDialog onClose={() => setMaking(false)} />}
      {revoking !== null && <RevokeDialog own={revoking} onClose={() => setRevoking(null)} />}
    </Section>
  );
}

function Line({ own, onRevoke }: { own: Key; onRevoke: () => void }) {
  const [opened] = useState(() => Date.now());
  const { word, tone, isLive } = keyState(own, opened);
  return (
    <tr className={isLive ? "num" : "num text-fg-3"}>
      <td className="max-w-60">
        <span className="block truncate font-medium" title={own.name}>
          {own.name}
        </span>
        <span className="font-mono text-11 text-fg-3">{own.kind === "link" ? "one-time link" : own.kind === "setting" ? "of the settings" : own.id}</span>
      </td>
      <td>{own.role}</td>
      <td className="text-fg-2">{when(own.created_at)}</td>
      <td className="text-fg-2">{own.last_used_at === null ? "Never" : when(own.last_used_at)}</td>
      <td>
        <Badge tone={tone}>{word}</Badge>
      </td>
      <td className="text-right">
        {isLive && own.kind !== "setting" && (
          <Button look="ghost" onClick={onRevoke} aria-label={`Revoke ${own.name}`}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}
