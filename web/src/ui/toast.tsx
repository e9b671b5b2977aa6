"use client";

import dynamic from "next/dynamic";
import type { toast } from "sonner";

const Messages = dynamic(() => import("./messages"), { ssr: false });

type Toast = typeof toast;

let begin: (shown: Toast) => void = () => undefined;
const shown = new Promise<Toast>((resolve) => {
  begin = resolve;
});
let number = 0;

/** Where messages appear. It comes after the page; what is said before waits for it. */
export function Toaster() {
  return <Messages onReady={begin} />;
}

interface Offer {
  label: string;
  run: () => void;
}

/** Say what was done, with a way to go on or back. Gives what takes it back. */
export function say(message: string, action?: Offer, description?: string): string {
  const id = `said-${String((number += 1))}`;
  void shown.then((toast) =>
    toast.success(message, {
      id,
      duration: action === undefined ? 4000 : 8000,
      ...(description === undefined ? {} : { description }),
      ...(action === undefined ? {} : { action: { label: action.label, onClick: action.run } }),
    }),
  );
  return id;
}

/** Take back what was said, when it turned out otherwise. */
export function unsay(said: string): void {
  void shown.then((toast) => toast.dismiss(said));
}

/** Say what did not work, and why; it stays longer. */
export function complain(message: string, why: string, action?: Offer): void {
  void shown.then((toast) =>
    toast.error(message, {
      description: why,
      duration: 12_000,
      ...(action === undefined ? {} : { action: { label: action.label, onClick: action.run } }),
    }),
  );
}
