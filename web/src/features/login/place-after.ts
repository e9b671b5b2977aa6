/** Where a login leads: back to the page that asked for it, and never to another site. */
export function placeAfter(next: string | null, basePath: string): string {
  if (next === null || !next.startsWith("/") || next.startsWith("//") || next.includes("\\")) return "/";
  const place = next.startsWith(`${basePath}/`) ? next.slice(basePath.length) : next;
  return place.startsWith("/login") || place.startsWith("//") ? "/" : place;
}
