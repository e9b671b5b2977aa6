/** Who is logged in: by a cookie on the API's own site, by a key on another one. */

import { apiBase, isOtherSite } from "@/lib/site";

const PLACE = "telecine.key";
const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

let csrf: Promise<string | null> | undefined;
let isAsking = false;
const watchers = new Set<() => void>();

/** The key of a login on another site; this tab keeps it until it is closed. */
export function storedKey(): string | null {
  if (!isOtherSite || typeof window === "undefined") return null;
  return sessionStorage.getItem(PLACE);
}

export function storeKey(key: string | null): void {
  if (!isOtherSite) return;
  if (key === null) sessionStorage.removeItem(PLACE);
  else sessionStorage.setItem(PLACE, key);
}

async function askForToken(): Promise<string | null> {
  const answer = await fetch(`${apiBase}/auth/me`, { credentials: "include" });
  if (!answer.ok) return null;
  const body: unknown = await answer.json();
  const token = typeof body === "object" && body !== null && "csrf_token" in body ? body.csrf_token : null;
  return typeof token === "string" ? token : null;
}

/** Forget what writes are proved with: after a login, and when it was refused. */
export function forgetToken(): void {
  csrf = undefined;
}

/** What a request has to carry, so that the API knows who asks. */
export async function proof(method: string): Promise<Record<string, string>> {
  const key = storedKey();
  if (key !== null) return { Authorization: `Bearer ${key}` };
  if (isOtherSite || SAFE.has(method.toUpperCase())) return {};
  csrf ??= askForToken().catch(() => null);
  const token = await csrf;
  if (token === null) csrf = undefined;
  return token === null ? {} : { "X-CSRF-Token": token };
}

/** Tell the pages that nobody is logged in. */
export function loginNeeded(): void {
  if (isAsking) return;
  isAsking = true;
  forgetToken();
  for (const watcher of watchers) watcher();
}

export function loggedIn(): void {
  isAsking = false;
  forgetToken();
}

/** Be told when somebody has to log in; answers with what ends that. */
export function onLoginNeeded(watcher: () => void): () => void {
  watchers.add(watcher);
  if (isAsking) watcher();
  return () => {
    watchers.delete(watcher);
  };
}
