/** The colour of a person, the same wherever the same people are shown. */

const COLOURS = 12;

function hash(text: string): number {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  return value;
}

/** A colour for each id, in the order given; two of one list share one only when there are more than there are colours. */
export function coloursOf(ids: readonly (string | null)[]): string[] {
  const taken = new Map<number, string>();
  const numbers = new Map<string, number>();
  for (const id of [...new Set(ids)].filter((one) => one !== null).sort()) {
    let number = hash(id) % COLOURS;
    for (let step = 0; step < COLOURS && taken.has(number); step += 1) number = (number + 1) % COLOURS;
    taken.set(number, id);
    numbers.set(id, number);
  }
  return ids.map((id) => (id === null ? "var(--person-unknown)" : `var(--person-${String((numbers.get(id) ?? 0) + 1)})`));
}

/** `AO`: at most two letters for a picture that is not there. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${first?.charAt(0) ?? "?"}${last?.charAt(0) ?? ""}`.toUpperCase();
}
