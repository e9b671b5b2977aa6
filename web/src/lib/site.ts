/** Where the pages and the API are, as the build was told. */

/** `/ui` where the API serves the pages, empty where a host of its own does. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "/ui";

/** Where requests go: a server of another site, or `/api` of this one. */
export const apiBase = (process.env.NEXT_PUBLIC_API_BASE ?? "").replace(/\/+$/, "") || "/api";

/** Whether the API is on another site, where browsers send no cookies to. */
export const isOtherSite = apiBase.startsWith("http");

/** The address of something that an answer of the API names by its path. */
export function apiUrl(path: string): string {
  if (/^https?:/.test(path)) return path;
  return path.startsWith(`${apiBase}/`) ? path : `${apiBase}${path.startsWith("/") ? "" : "/"}${path}`;
}
