/** What the server says may name options of the command line; people at a page have buttons instead. */

const COMMAND = /(^|\s)--[a-z]|`telecine |telecine [a-z]+ /;

/** The text without them: ` with --cast` goes, and so does a sentence that is about nothing else. */
export function plain(text: string): string {
  const sentences = text.replaceAll(/ with --[a-z-]+/g, "").split(/(?<=[.!?])\s+/);
  const kept = sentences.flatMap((sentence) => {
    if (!COMMAND.test(sentence)) return [sentence];
    // Of "nothing has been found yet; run `telecine run` first" the beginning is for everybody.
    const [first = "", ...rest] = sentence.split("; ");
    return rest.length > 0 && !COMMAND.test(first) ? [`${first}.`] : [];
  });
  return kept.length > 0 ? kept.join(" ") : text;
}
