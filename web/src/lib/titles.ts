/** What videos and shows are called on a page. */

/** `E06 · Slack Water`, and no ending of a file. */
export function titleOf(video: { name: string; episode: number | null }): string {
  const name = video.name.replace(/\.[a-z0-9]{2,4}$/i, "").replaceAll("_", " ").trim() || video.name;
  return video.episode === null ? name : `E${String(video.episode).padStart(2, "0")} · ${name}`;
}

/** `the-office` as people write it. */
export function showTitle(id: string): string {
  return id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
}
