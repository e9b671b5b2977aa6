"use client";

import { Lock } from "lucide-react";
import type { ReactNode } from "react";

import type { Me } from "@/api";
import { useMe } from "@/api/queries/access";
import { Empty } from "@/ui/feedback";

export function useIsAdmin(): boolean {
  return useMe().data?.role === "admin";
}

const ROLES: Record<Me["role"], string> = { viewer: "may look", editor: "may look and change", admin: "may do everything" };

/** Shows what administrators may see; others are told so, instead of an error. */
export function OnlyAdmins({ what, children }: { what: string; children: ReactNode }) {
  const me = useMe();
  if (me.data === undefined) return <div aria-busy className="skeleton h-40 rounded-3" />;
  if (me.data.role === "admin") return children;
  return (
    <Empty icon={Lock} title={`Only administrators see ${what}`}>
      <p>
        You are here as {me.data.name}, who {ROLES[me.data.role]}. Ask an administrator, or log in with another key.
      </p>
    </Empty>
  );
}
