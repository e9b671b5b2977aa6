import { CircleAlert, type LucideIcon, RotateCw } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "./button";

/** Nothing here yet, and what to do about it. */
export function Empty({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center px-4 py-16 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-4 bg-surface-2 text-fg-2">
        <Icon aria-hidden className="size-6" strokeWidth={1.5} />
      </span>
      <h2 className="text-16 font-semibold tracking-tight">{title}</h2>
      <div className="mt-1.5 text-fg-2">{children}</div>
    </div>
  );
}

/** What went wrong, in the words of the server, and a way to try again. */
export function Failure({ title, children, onRetry }: { title: string; children: ReactNode; onRetry?: () => void }) {
  return (
    <div role="alert" className="mx-auto flex max-w-lg flex-col items-center px-4 py-16 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-4 bg-err-soft text-err">
        <CircleAlert aria-hidden className="size-6" strokeWidth={1.5} />
      </span>
      <h2 className="text-16 font-semibold tracking-tight">{title}</h2>
      <div className="mt-1.5 text-fg-2">{children}</div>
      {onRetry !== undefined && (
        <Button size="regular" className="mt-5" onClick={onRetry}>
          <RotateCw aria-hidden /> Try again
        </Button>
      )}
    </div>
  );
}
