import type { Person, PersonDetails, Seed, Totals } from "@/api";

export function aPerson(id: string, values: Partial<Person> = {}): Person {
  return { person: id, name: id, show: null, photographs: 2, confirmed_faces: 0, is_being_forgotten: false, picture: null, created_at: "2026-01-01T00:00:00Z", ...values };
}

const at = (seconds: number) => ({ num: seconds, den: 1, seconds });

export function details(id: string, seen: Record<string, number>): PersonDetails {
  return {
    ...aPerson(id),
    seeds: [],
    seen: Object.entries(seen).map(([video, seconds]) => ({
      video,
      video_name: `${video}.mp4`,
      ep_id: null,
      visible: at(seconds),
      clear: at(seconds / 2),
      first: at(1),
      last: at(9),
      appearances: 1,
    })),
  };
}

export function aSeed(state: string, reason = ""): Seed {
  return { seed: "0".repeat(64), kind: "photo", file_name: "a.jpg", note: "", state, reason, video: null, at: null, width_px: null, picture: "/a", created_at: "2026-01-01T00:00:00Z" };
}

export function totals(people: Record<string, readonly [number, readonly string[]]>, videos: readonly string[], together: readonly [string, string, number][] = []): Totals {
  return {
    season: null,
    videos: [...videos],
    duration: at(100),
    people: Object.entries(people).map(([person, [seconds, of]]) => ({
      person,
      name: person.toUpperCase(),
      visible: at(seconds),
      clear: at(seconds),
      bridged: at(0),
      share: 0,
      appearances: 1,
      videos: [...of],
    })),
    unknown: at(0),
    together: together.map(([one, other, seconds]) => ({ one, other, visible: at(seconds) })),
  };
}
