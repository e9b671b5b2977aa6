import { Copy } from "@/ui/copy";

/** Something to be typed on the machine of the server. */
export function Command({ children }: { children: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1 rounded-2 bg-surface-3 py-0.5 pr-0.5 pl-2.5 light:bg-surface-2">
      <code className="truncate font-mono text-12">{children}</code>
      <Copy text={children} what={`the command ${children}`} />
    </span>
  );
}
