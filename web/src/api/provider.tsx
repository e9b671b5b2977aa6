"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { ApiError } from "./problem";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: { live?: boolean };
  }
}

function made(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 3 && error instanceof ApiError && error.isRetryable,
      },
      mutations: { retry: false },
    },
  });
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [client] = useState(made);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
