"use client";

import type { LucideIcon } from "lucide-react";
import { useState } from "react";

import { apiUrl } from "@/lib/site";

interface Props {
  /** As an answer of the API names it; null for none. */
  address: string | null;
  alt: string;
  icon: LucideIcon;
  className?: string;
}

/** A picture that keeps its place: while it comes, and when there is none. */
export function Picture({ address, alt, icon: Icon, className = "" }: Props) {
  const [missing, setMissing] = useState<string | null>(null);
  if (address === null || missing === address) {
    return (
      <span className="grid size-full place-items-center text-fg-3">
        <Icon aria-hidden className="size-6" strokeWidth={1.25} />
      </span>
    );
  }
  return (
    // The pages are exported: there is no server that could make other sizes.
    <img
      src={apiUrl(address)}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setMissing(address)}
      className={`size-full object-cover ${className}`}
    />
  );
}
