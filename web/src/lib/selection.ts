/** What somebody has selected in a list. */

import { useCallback, useMemo, useState } from "react";

/** From the one that was chosen last to this one, as a click with Shift means it. */
export function rangeOf(order: readonly string[], from: string | null, to: string): string[] {
  const [start, end] = [from === null ? -1 : order.indexOf(from), order.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

export interface Selection {
  ids: ReadonlySet<string>;
  /** Add or take away; with `isRange` everything from the last one that was clicked. */
  toggle: (id: string, isRange: boolean) => void;
  all: () => void;
  clear: () => void;
}

/** What is selected of what is shown; what is not shown any more is not selected either. */
export function useSelection(order: readonly string[]): Selection {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const ids = useMemo(() => new Set(order.filter((id) => chosen.has(id))), [order, chosen]);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      const range = isRange ? rangeOf(order, last, id) : [id];
      choose((before) => {
        const after = new Set(before);
        for (const one of range) {
          if (isRange || !before.has(one)) after.add(one);
          else after.delete(one);
        }
        return after;
      });
      setLast(id);
    },
    [order, last],
  );
  const all = useCallback(() => choose(new Set(order)), [order]);
  const clear = useCallback(() => choose(new Set()), []);
  return { ids, toggle, all, clear };
}
