/** People as they are listed: who is known here, who is seen in a show, narrowed and sorted. */

import type { Person, PersonDetails, ShowPerson } from "@/api";

export const SORTS = ["seconds", "name", "newest", "pictures"] as const;
export type Sort = (typeof SORTS)[number];
export const SORT_WORDS: Record<Sort, string> = {
  seconds: "Most on screen",
  name: "Name",
  newest: "Newest first",
  pictures: "Fewest pictures",
};

export interface Entry {
  id: string;
  name: string;
  /** Null for somebody of a cast folder, whom the home does not know. */
  person: Person | null;
  /** On screen; null while nobody has added it up. */
  seconds: number | null;
  videos: number | null;
}

/** Of one show: who belongs to it, and who is seen in it. */
export function entriesOfShow(show: string, people: readonly Person[], seen: readonly ShowPerson[]): Entry[] {
  const known = new Map(people.map((person) => [person.person, person]));
  const found = new Map<string, Entry>();
  for (const one of seen) {
    found.set(one.person, { id: one.person, name: one.name, person: known.get(one.person) ?? null, seconds: one.visible.seconds, videos: one.videos.length });
  }
  for (const person of people) {
    if (person.show === show && !found.has(person.person)) found.set(person.person, { id: person.person, name: person.name, person, seconds: 0, videos: 0 });
  }
  return [...found.values()];
}

/** Of the whole home; seconds of those whose films were added up. */
export function entriesOfHome(people: readonly Person[], details: ReadonlyMap<string, PersonDetails>): Entry[] {
  return people.map((person) => {
    const seen = details.get(person.person)?.seen;
    const seconds = seen?.reduce((sum, { visible }) => sum + visible.seconds, 0) ?? null;
    return { id: person.person, name: person.name, person, seconds, videos: seen?.length ?? null };
  });
}

const names = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const pictures = ({ person }: Entry) => (person === null ? Infinity : person.photographs + person.confirmed_faces);

function compare(sort: Sort, one: Entry, other: Entry): number {
  switch (sort) {
    case "seconds":
      return (other.seconds ?? -1) - (one.seconds ?? -1);
    case "name":
      return 0;
    case "newest":
      return (other.person?.created_at ?? "").localeCompare(one.person?.created_at ?? "");
    case "pictures":
      return pictures(one) - pictures(other);
  }
}

/** Those whose name has what is looked for, in order; equal ones by name. */
export function narrowed(entries: readonly Entry[], q: string, sort: Sort): Entry[] {
  const wanted = folded(q.trim());
  return entries
    .filter(({ name }) => folded(name).includes(wanted))
    .toSorted((one, other) => compare(sort, one, other) || names.compare(one.name, other.name));
}

/** `Ádám` is found by `adam`. */
function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
