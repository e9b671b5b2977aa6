"use client";

import type { LucideIcon } from "lucide-react";
import { createContext, useContext, useEffect, useState } from "react";

import { apiUrl } from "@/lib/site";

interface Props {
  /** As an answer of the API names it; null for none. */
  address: string | null;
  alt: string;
  icon: LucideIcon;
  className?: string;
}

/** How pictures are fetched where a browser cannot by itself; addresses that it gives are of this tab, and are let go. */
export const PictureFetch = createContext<((path: string) => Promise<string>) | null>(null);

/** Where the browser finds a picture that an answer of the API names; null while that is not known. */
export function usePictureAddress(path: string | null): string | null {
  const fetchPicture = useContext(PictureFetch);
  const [fetched, setFetched] = useState<{ path: string; url: string } | null>(null);
  useEffect(() => {
    if (path === null || fetchPicture === null) return;
    let url: string | undefined;
    let isOver = false;
    fetchPicture(path).then(
      (made) => {
        if (isOver) {
          URL.revokeObjectURL(made);
          return;
        }
        url = made;
        setFetched({ path, url: made });
      },
      // Its place stays empty, as that of a picture that is not there.
      () => undefined,
    );
    return () => {
      isOver = true;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [path, fetchPicture]);
  if (path === null) return null;
  if (fetchPicture === null) return apiUrl(path);
  return fetched?.path === path ? fetched.url : null;
}

/** A picture that keeps its place: while it comes, and when there is none. */
export function Picture({ address, alt, icon: Icon, className = "" }: Props) {
  const [missing, setMissing] = useState<string | null>(null);
  const url = usePictureAddress(address);
  if (address === null || url === null || missing === address) {
    return (
      <span className="grid size-full place-items-center text-fg-3">
        <Icon aria-hidden className="size-6" strokeWidth={1.25} />
      </span>
    );
  }
  return (
    // The pages are exported: there is no server that could make other sizes.
    <img
      src={url}
      alt={alt}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setMissing(address)}
      className={`size-full object-cover ${className}`}
    />
  );
}
