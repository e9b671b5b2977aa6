"use client";

import { useEffect } from "react";
import { Toaster as Base, toast } from "sonner";

/** Where messages appear; they never cover the bottom bar of a phone. */
export default function Messages({ onReady }: { onReady: (shown: typeof toast) => void }) {
  // After the effects of what is inside: from then on it listens.
  useEffect(() => onReady(toast), [onReady]);
  return (
    <Base
      position="bottom-center"
      offset={{ bottom: "var(--toast-bottom)" }}
      mobileOffset={{ bottom: "calc(var(--tabbar-h) + env(safe-area-inset-bottom) + var(--toast-bottom) - 8px)", left: 12, right: 12 }}
      gap={8}
      containerAriaLabel="Messages"
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "panel flex w-full sm:w-auto sm:min-w-80 sm:max-w-lg items-center gap-3 rounded-4 px-4 py-2.5 text-13 text-fg font-sans",
          content: "flex-1 min-w-0 wrap-anywhere",
          description: "text-fg-2 text-12",
          actionButton: "shrink-0 font-medium text-accent px-2 h-8 rounded-2 hover:bg-press coarse:h-11",
          icon: "text-fg-2 [&_svg]:size-4",
          error: "[&_[data-icon]]:text-err",
          success: "[&_[data-icon]]:text-ok",
        },
      }}
    />
  );
}
