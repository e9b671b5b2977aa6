"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";

import { messageOf } from "@/api";
import { useLogIn } from "@/api/queries/access";
import { basePath } from "@/lib/site";
import { Button } from "@/ui/button";
import { Field } from "@/ui/controls";
import { Logo } from "@/ui/logo";

import { placeAfter } from "./place-after";

/** A key, or the link that `telecine` printed: `#link=` logs in by itself. */
export function LoginPage() {
  const router = useRouter();
  const next = useSearchParams().get("next");
  const [key, setKey] = useState("");
  const logIn = useLogIn();
  const { mutate } = logIn;
  const hasTried = useRef(false);

  useEffect(() => {
    const link = new URLSearchParams(window.location.hash.slice(1)).get("link");
    if (link === null || hasTried.current) return;
    hasTried.current = true;
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    mutate(link, { onSuccess: () => router.replace(placeAfter(next, basePath)) });
  }, [mutate, next, router]);

  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center px-5 pb-[12vh]">
      <h1 className="mb-1 flex items-center gap-2.5 text-20 font-semibold tracking-tight">
        <Logo /> Log in to Telecine
      </h1>
      <p className="mb-5 text-fg-2">Paste a key. An administrator makes one with “telecine keys create”.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate(key.trim(), { onSuccess: () => router.replace(placeAfter(next, basePath)) });
        }}
      >
        <Field
          label="Key"
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={(event) => setKey(event.target.value)}
          error={logIn.isError ? messageOf(logIn.error) : undefined}
        />
        <Button type="submit" look="primary" size="regular" className="mt-4 w-full" disabled={logIn.isPending || key.trim() === ""}>
          {logIn.isPending ? "One moment" : "Log in"}
        </Button>
      </form>
    </main>
  );
}
