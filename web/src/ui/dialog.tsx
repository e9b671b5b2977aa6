"use client";

import { X } from "lucide-react";
import { Dialog as Base } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

import { Button } from "./button";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** Says more for those who cannot see the dialog, and for those who can. */
  description?: ReactNode;
  children: ReactNode;
  className?: string;
  /** There is nothing to press in it, so it takes the focus itself, to be scrolled by keyboard. */
  isText?: boolean;
}

/** A window over the page; on a phone it comes from the bottom. */
export function Dialog({ isOpen, onClose, title, description, children, className, isText = false }: Props) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-(--z-overlay) bg-scrim" />
        <Base.Content
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          className={cx(
            "panel appear fixed z-(--z-dialog) flex flex-col overflow-hidden",
            "max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[88dvh] max-sm:rounded-t-4 max-sm:pb-[env(safe-area-inset-bottom)]",
            "sm:top-[12vh] sm:left-1/2 sm:max-h-[76vh] sm:w-[min(560px,calc(100vw-32px))] sm:-translate-x-1/2 sm:rounded-4",
            className,
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-16 font-semibold tracking-tight">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-0.5 text-fg-2">{description}</Base.Description>
              )}
            </div>
            <Base.Close asChild>
              <Button look="ghost" isIcon aria-label="Close" className="-mr-1.5">
                <X />
              </Button>
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5" {...(isText ? { tabIndex: 0 } : {})}>
            {children}
          </div>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
