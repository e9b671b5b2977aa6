/** Pictures of a server on another site: a browser's own request for one would not carry the key. */

import { apiUrl, isOtherSite } from "@/lib/site";

import { proof } from "./session";

async function fetched(path: string): Promise<string> {
  const answer = await fetch(apiUrl(path), { headers: await proof("GET"), credentials: "include" });
  if (!answer.ok) throw new Error(`the picture was refused: ${String(answer.status)}`);
  return URL.createObjectURL(await answer.blob());
}

/** Gives an address of this tab for a picture, which whoever asks lets go; null where the server's own will do. */
export const fetchPicture: ((path: string) => Promise<string>) | null = isOtherSite ? fetched : null;
