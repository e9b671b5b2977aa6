/** What roles may do, and how keys are. */

import type { Key, Me } from "@/api";
import { when } from "@/parts/job/words";
import type { Tone } from "@/ui/badge";

export const ROLES = ["viewer", "editor", "admin"] as const satisfies readonly Me["role"][];

/** After "You" or "It". */
export const ROLE_SAYS: Record<Me["role"], string> = {
  viewer: "may look at everything and change nothing",
  editor: "may look, add, analyse, review and remove",
  admin: "may do everything, also make keys and read the log",
};

export function keyState(key: Pick<Key, "revoked_at" | "expires_at">, now: number): { word: string; tone: Tone; isLive: boolean } {
  if (key.revoked_at !== null) return { word: `Revoked ${when(key.revoked_at)}`, tone: "mute", isLive: false };
  if (key.expires_at === null) return { word: "Until revoked", tone: "ok", isLive: true };
  if (Date.parse(key.expires_at) <= now) return { word: `Ended ${when(key.expires_at)}`, tone: "mute", isLive: false };
  return { word: `Until ${when(key.expires_at)}`, tone: "ok", isLive: true };
}
