"use client";

import type { ReactNode } from "react";

import { ApiProvider } from "@/api";
import { Adding } from "@/features/adding/adding";
import { Shell } from "@/features/shell/shell";

import { PLACES } from "./navigation";

export function AppShell({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <Shell places={PLACES} beside={<Adding />}>
        {children}
      </Shell>
    </ApiProvider>
  );
}
