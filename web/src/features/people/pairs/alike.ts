/** Two people of the home whose pictures are near each other. */

import type { Likelihoods, Person } from "@/api";

interface Side {
  person: string;
  name: string;
  picture: string | null;
}

export interface Alike {
  /** The same from both sides. */
  key: string;
  one: Side;
  other: Side;
  distance: number;
}

/** Who else is as near to a portrait as one person usually is. */
export function pairsIn(person: Person, { nearest, same }: Pick<Likelihoods, "nearest" | "same">): Alike[] {
  return nearest
    .filter((each) => each.person !== person.person && each.distance <= same)
    .map((each) => ({
      key: [person.person, each.person].sort().join(" "),
      one: { person: person.person, name: person.name, picture: person.picture },
      other: { person: each.person, name: each.name, picture: each.picture },
      distance: each.distance,
    }));
}
