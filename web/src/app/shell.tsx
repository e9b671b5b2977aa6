"use client";

import type { ReactNode } from "react";

import { ApiProvider, fetchPicture } from "@/api";
import { Adding } from "@/features/adding/adding";
import { Shell } from "@/features/shell/shell";
import { PictureFetch } from "@/ui/picture";

import { PLACES } from "./navigation";

export function AppShell({ children }: { children: ReactNode }) {
  return (
    <ApiProvider>
      <PictureFetch value={fetchPicture}>
        <Shell places={PLACES} beside={<Adding />}>
          {children}
        </Shell>
      </PictureFetch>
    </ApiProvider>
  );
}
