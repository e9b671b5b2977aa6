/** A sentence in which what stands between backticks is to be typed or read as it is. */
export function Prose({ children }: { children: string }) {
  return children.split("`").map((part, number) =>
    number % 2 === 1 ? (
      <code key={number} className="rounded-1 bg-press px-1 font-mono text-[0.92em] break-words">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
