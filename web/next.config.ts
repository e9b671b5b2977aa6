import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";

/** Empty on Vercel; `/ui` where the API serves the pages. */
const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "/ui";
const devApi = process.env.DEV_API ?? "http://127.0.0.1:8000";

export default function config(phase: string): NextConfig {
  const shared: NextConfig = {
    basePath,
    trailingSlash: true,
    reactStrictMode: true,
    poweredByHeader: false,
    images: { unoptimized: true },
    env: { NEXT_PUBLIC_BASE_PATH: basePath },
    turbopack: { root: import.meta.dirname },
  };
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...shared, output: "export" };
  return {
    ...shared,
    skipTrailingSlashRedirect: true,
    rewrites: () => Promise.resolve([{ source: "/api/:path*", destination: `${devApi}/:path*`, basePath: false }]),
  };
}
