"use client";

import { ChevronDown, type LucideIcon, X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

import { cx } from "@/lib/cx";

import { Menu, MenuChoice } from "./menu";

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  options: readonly { value: T; label: string; icon: LucideIcon }[];
}

/** Two or three ways to show the same. */
export function Segments<T extends string>({ label, value, onChange, options }: SegmentsProps<T>) {
  return (
    <div role="group" aria-label={label} className="inline-flex shrink-0 gap-px rounded-2 bg-surface-2 p-0.5">
      {options.map(({ value: own, label: text, icon: Icon }) => (
        <button
          key={own}
          type="button"
          aria-pressed={own === value}
          onClick={() => onChange(own)}
          className="inline-flex h-6 items-center gap-1.5 rounded-[5px] px-2 text-12 font-medium whitespace-nowrap text-fg-2 transition-colors hover:text-fg aria-pressed:bg-surface-3 aria-pressed:text-fg light:aria-pressed:bg-surface-1 light:aria-pressed:shadow-1 coarse:h-9 coarse:px-3"
        >
          <Icon aria-hidden className="size-4 shrink-0" />
          {text}
        </button>
      ))}
    </div>
  );
}

interface FilterProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
  choices: readonly { value: string; label: string }[];
}

const CHIP =
  "inline-flex h-7 shrink-0 items-center gap-1.5 rounded-full border px-2.5 text-12 font-medium whitespace-nowrap transition-colors coarse:h-9 coarse:px-3.5 coarse:text-13";
const OFF = "border-line-strong text-fg-2 hover:bg-press hover:text-fg";
const ON = "border-accent-line bg-accent-soft text-fg";

/** A chip that narrows a list: choose from a menu, then take away with its cross. */
export function Filter({ label, value, onChange, choices }: FilterProps) {
  const chosen = choices.find((choice) => choice.value === value);
  if (value !== null) {
    return (
      <button
        type="button"
        onClick={() => onChange(null)}
        aria-label={`${label}: ${chosen?.label ?? value}. Remove this filter`}
        className={cx(CHIP, ON)}
      >
        {chosen?.label ?? value}
        <X aria-hidden className="size-3" />
      </button>
    );
  }
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className={cx(CHIP, OFF)} disabled={choices.length === 0}>
          {label}
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
    >
      <MenuChoice value="" onChange={onChange} choices={choices} />
    </Menu>
  );
}

/** A chip that is on or off. */
export function Toggle({ isOn, onChange, children }: { isOn: boolean; onChange: (isOn: boolean) => void; children: ReactNode }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={() => onChange(!isOn)} className={cx(CHIP, isOn ? ON : OFF)}>
      {children}
    </button>
  );
}

interface FieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

/** A labelled line to write in. */
export function Field({ label, hint, error, id, className, ...props }: FieldProps) {
  const own = id ?? `field-${label.toLowerCase().replaceAll(/\W+/g, "-")}`;
  const about = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={own} className="mb-1 block font-medium text-fg">
        {label}
      </label>
      <input
        id={own}
        aria-invalid={error !== undefined}
        aria-describedby={about === undefined ? undefined : `${own}-about`}
        className="h-8.5 w-full rounded-2 border border-line-control bg-surface-1 px-2.5 text-fg placeholder:text-fg-3 aria-invalid:border-err coarse:h-11 coarse:text-16"
        {...props}
      />
      {about !== undefined && (
        <p id={`${own}-about`} className={cx("mt-1 text-12", error === undefined ? "text-fg-3" : "text-err")}>
          {about}
        </p>
      )}
    </div>
  );
}

/** How far something is. */
export function Bar({ value, label, tone = "accent" }: { value: number; label: string; tone?: "accent" | "err" | "ok" }) {
  const share = Math.min(1, Math.max(0, value)) * 100;
  const fill = { accent: "bg-accent", err: "bg-err", ok: "bg-ok" }[tone];
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share)}
      className="h-1 overflow-hidden rounded-full bg-surface-3"
    >
      <div
        className={cx("h-full origin-left rounded-full transition-transform duration-300", fill)}
        style={{ transform: `scaleX(${String(share / 100)})` }}
      />
    </div>
  );
}
