/** Numbers in the names of files: `S02E06`, `2x06`, `E06`, `Episode 6`. */

const WRITTEN = [/s\d{1,4}[ ._-]*e(\d{1,4})/i, /(?:^|[^\d])\d{1,2}x(\d{1,3})(?!\d)/i, /(?:^|[ ._-])e(?:p(?:isode)?)?[ ._-]*(\d{1,4})/i];

export function episodeIn(name: string): number | null {
  for (const written of WRITTEN) {
    const found = written.exec(name)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}
