import "@/ui/globals.css";

import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

import { THEME_SCRIPT } from "@/lib/theme";

import { AppShell } from "./shell";

export const metadata: Metadata = {
  title: { default: "Telecine", template: "%s · Telecine" },
  description: "Who is on screen, and when.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: dark)", color: "#0C0D0F" },
    { media: "(prefers-color-scheme: light)", color: "#F5F6F8" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <AppShell>{children}</AppShell>
      </body>
    </html>
  );
}
