import { screenTime } from "@/lib/format";
import { initialsOf } from "@/lib/people";

import type { Matrix } from "./series";

/** Who is on screen with whom, and for how long. */
export function Together({ matrix: { people, seconds, most } }: { matrix: Matrix }) {
  return (
    <section aria-labelledby="together" className="mt-8">
      <h3 id="together" className="font-semibold">
        Together on screen
      </h3>
      <p className="mb-2 text-12 text-fg-3">Seconds in which both are seen.</p>
      <div role="region" aria-label="Seconds together" tabIndex={0} className="overflow-x-auto">
        <table className="num border-separate border-spacing-0.5 text-12">
          <thead>
            <tr>
              <th scope="col" className="sticky left-0 bg-bg">
                <span className="sr-only">Person</span>
              </th>
              {people.map(({ id, name }) => (
                <th key={id} scope="col" title={name} className="h-8 min-w-16 font-medium text-fg-3">
                  <span aria-hidden>{name.length <= 9 ? name : initialsOf(name)}</span>
                  <span className="sr-only">{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((one, row) => (
              <tr key={one.id}>
                <th scope="row" title={one.name} className="sticky left-0 z-1 max-w-44 truncate bg-bg pr-3 pl-2 text-left font-medium">
                  {one.name}
                </th>
                {people.map((other, column) => {
                  const both = seconds[row]?.[column] ?? 0;
                  if (row === column) return <td key={other.id} className="rounded-1 bg-surface-2" />;
                  return (
                    <td
                      key={other.id}
                      title={`${one.name} and ${other.name}: ${screenTime(both)}`}
                      className="h-9 rounded-1 px-2 text-center"
                      style={{ background: both > 0 ? `color-mix(in oklab, var(--accent) ${String(8 + Math.round((both / Math.max(0.001, most)) * 22))}%, var(--surface-1))` : "var(--surface-1)" }}
                    >
                      {both > 0 ? screenTime(both) : <span className="text-fg-3">–</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
