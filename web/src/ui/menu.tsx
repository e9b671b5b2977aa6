"use client";

import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Base } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

const ITEM =
  "flex h-8 coarse:h-11 items-center gap-2.5 rounded-[5px] px-2 outline-none select-none data-disabled:opacity-45 data-highlighted:bg-press";

export function Menu({ trigger, children, align = "end" }: { trigger: ReactNode; children: ReactNode; align?: "start" | "end" }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="panel appear z-(--z-dialog) max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-3 p-1"
        >
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

interface ItemProps {
  icon?: LucideIcon;
  isDangerous?: boolean;
  isDisabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, isDangerous = false, isDisabled = false, onSelect, children }: ItemProps) {
  return (
    <Base.Item disabled={isDisabled} onSelect={onSelect} className={cx(ITEM, "cursor-pointer", isDangerous && "text-err")}>
      {Icon !== undefined && <Icon aria-hidden className={cx("size-4", !isDangerous && "text-fg-3")} />}
      {children}
    </Base.Item>
  );
}

interface ChoiceProps {
  value: string;
  onChange: (value: string) => void;
  choices: readonly { value: string; label: ReactNode }[];
}

/** One of several. */
export function MenuChoice({ value, onChange, choices }: ChoiceProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange}>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className={cx(ITEM, "cursor-pointer pr-3")}>
          <span className="flex size-4 items-center justify-center">
            <Base.ItemIndicator>
              <Check aria-hidden className="size-4 text-accent" />
            </Base.ItemIndicator>
          </span>
          {choice.label}
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Base.Label className="px-2 pt-2 pb-1 text-11 font-medium text-fg-3">{children}</Base.Label>;
}

export function MenuLine() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}
