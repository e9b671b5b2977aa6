import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

type Look = "plain" | "primary" | "ghost" | "danger";
type Size = "compact" | "regular";

const LOOKS: Record<Look, string> = {
  plain: "border-line-strong bg-surface-1 text-fg hover:bg-surface-3",
  primary: "border-transparent bg-accent-solid text-on-accent hover:bg-accent-solid-hover",
  ghost: "border-transparent bg-transparent text-fg-2 hover:bg-press hover:text-fg",
  danger: "border-transparent bg-err-solid text-white hover:brightness-110",
};

interface Props extends ComponentProps<"button"> {
  look?: Look;
  size?: Size;
  /** A square with a picture only; it needs an `aria-label`. */
  isIcon?: boolean;
}

/** Class names of a button, for links that look like one. */
export function buttonLook(look: Look = "plain", size: Size = "compact", isIcon = false): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-2 border font-medium whitespace-nowrap select-none",
    "transition-colors duration-100 disabled:opacity-45 aria-disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0",
    size === "compact" ? "h-7 coarse:h-9" : "h-8.5 coarse:h-11",
    isIcon ? (size === "compact" ? "w-7 coarse:w-9" : "w-8.5 coarse:w-11") : size === "compact" ? "px-2.5" : "px-3.5",
    LOOKS[look],
  );
}

export function Button({ look = "plain", size = "compact", isIcon = false, className, ...props }: Props) {
  return <button type="button" className={cx(buttonLook(look, size, isIcon), className)} {...props} />;
}
