/** What somebody pasted: links, a folder of the server, or a file of it. */

import type { Elsewhere } from "@/api/queries/jobs";

const FILE = /\.[a-z0-9]{2,5}$/i;

/** Links, one a line or with spaces between; null when something is no link. */
export function linksIn(text: string): string[] | null {
  const parts = text.split(/\s+/).filter((part) => part !== "");
  if (parts.length === 0) return null;
  return parts.every((part) => /^https?:\/\/[^/\s]+/i.test(part)) ? [...new Set(parts)] : null;
}

/** What a text means; a word of what is wrong when it means nothing. */
export function meantBy(text: string, isRecursive: boolean): Elsewhere | string {
  const plain = text.trim();
  if (plain === "") return "Paste a link, or the path of a file or a folder on the server.";
  const urls = linksIn(plain);
  if (urls !== null) return { kind: "links", urls };
  if (/https?:\/\//i.test(plain)) return "Each line has to be a link that begins with http:// or https://.";
  if (plain.includes("\n")) return "Give one path at a time.";
  if (!plain.startsWith("/") && !/^[a-z]:[\\/]/i.test(plain)) return "A path has to begin at the root, as /films/episode.mp4 does.";
  return FILE.test(plain) ? { kind: "file", path: plain } : { kind: "folder", folder: plain, isRecursive };
}
