/** Figures of a show as charts and tables want them. */

import type { PersonDetails, Totals, Video } from "@/api";

export interface Column {
  video: string;
  /** `E03`, or `S2 E01` where there are several seasons. */
  short: string;
  title: string;
}

export interface Line {
  id: string;
  name: string;
  total: number;
  /** Visible seconds of each column. */
  seconds: readonly number[];
}

/** Columns for the videos that were counted, in their order. */
export function columnsOf(videos: readonly Video[], counted: readonly string[], titleOf: (video: Video) => string): Column[] {
  const known = new Map(videos.map((video) => [video.id, video]));
  const seasons = new Set(counted.map((id) => known.get(id)?.season));
  return counted.flatMap((id): Column[] => {
    const video = known.get(id);
    if (video === undefined) return [];
    const episode = video.episode === null ? titleOf(video) : `E${String(video.episode).padStart(2, "0")}`;
    const season = seasons.size > 1 && video.season !== null ? `S${String(video.season)} ` : "";
    return [{ video: id, short: `${season}${episode}`, title: `${season}${titleOf(video)}` }];
  });
}

/** A line for everybody of the totals; seconds of each column by what is known of each person. */
export function linesOf(totals: Totals, columns: readonly Column[], details: readonly (PersonDetails | null)[]): Line[] {
  const known = new Map(details.flatMap((one) => (one === null ? [] : [[one.person, one] as const])));
  return totals.people.map(({ person, name, visible, videos }): Line => {
    const seen = new Map(known.get(person)?.seen.map((one) => [one.video, one.visible.seconds]));
    // Of somebody of a cast folder only the sum is known; in one episode that says it all.
    const only = !known.has(person) && videos.length === 1 ? videos[0] : undefined;
    return { id: person, name, total: visible.seconds, seconds: columns.map(({ video }) => seen.get(video) ?? (video === only ? visible.seconds : 0)) };
  });
}

export interface Matrix {
  people: readonly { id: string; name: string }[];
  /** Seconds together, by rows and columns. */
  seconds: readonly (readonly number[])[];
  most: number;
}

/** Who is on screen with whom, of those with most seconds. */
export function matrixOf(totals: Totals, most: number): Matrix {
  const people = totals.people.slice(0, most).map(({ person, name }) => ({ id: person, name }));
  const place = new Map(people.map(({ id }, number) => [id, number]));
  const seconds = people.map(() => people.map(() => 0));
  let largest = 0;
  for (const { one, other, visible } of totals.together) {
    const [a, b] = [place.get(one), place.get(other)];
    if (a === undefined || b === undefined) continue;
    for (const [row, column] of [[a, b], [b, a]] as const) {
      const cells = seconds[row];
      if (cells !== undefined) cells[column] = visible.seconds;
    }
    largest = Math.max(largest, visible.seconds);
  }
  return { people, seconds, most: largest };
}

/** The table as a file that other programs read. Names that such programs would run as formulas are quoted. */
export function csvOf(columns: readonly Column[], lines: readonly Line[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const head = ["Person", ...columns.map(({ title }) => title), "Total seconds"].map(cell).join(",");
  const rows = lines.map(({ name, seconds, total }) => [cell(name), ...[...seconds, total].map((value) => value.toFixed(3))].join(","));
  return `${[head, ...rows].join("\r\n")}\r\n`;
}
