/**
 * What was decided on this page: shown at once, taken back when the server refuses.
 *
 * A question that was answered is hidden until a run takes the answer in; from then on the run says what is open.
 */

import { type Item, type Loaded, ordered } from "./queue";

export interface Change {
  id: number;
  video: string;
  /** Questions that left with it. */
  items: readonly Item[];
  says: string;
  isApplied: boolean;
  /** Whether the server has yet to answer. */
  isWaiting: boolean;
  /** Number of the decision in the journal. */
  number: number | null;
  /** Number of the decision that it took back, for one that does that. */
  takesBack: number | null;
  /** Number of the newest entry about it: the decision, its undo, its redo. */
  newest: number | null;
  /** When it was done, undone or redone last, as a count. */
  turn: number;
}

export type Step =
  | { kind: "made"; id: number; video: string; items: readonly Item[]; says: string; takesBack?: number }
  | { kind: "kept"; id: number; entry: number }
  | { kind: "refused"; id: number }
  | { kind: "turned"; id: number; isApplied: boolean };

const MOST = 500;

/** The list after one step. A refused decision goes; a refused undo or redo is turned back. */
export function stepped(changes: readonly Change[], step: Step): readonly Change[] {
  const turn = Math.max(0, ...changes.map((change) => change.turn)) + 1;
  if (step.kind === "made") {
    const { id, video, items, says } = step;
    const change: Change = { id, video, items, says, isApplied: true, isWaiting: true, number: null, takesBack: step.takesBack ?? null, newest: null, turn };
    return [...changes.slice(-MOST), change];
  }
  return changes.flatMap((change) => {
    if (change.id !== step.id) return [change];
    switch (step.kind) {
      case "kept":
        return [{ ...change, isWaiting: false, number: change.number ?? step.entry, newest: step.entry }];
      case "refused":
        if (change.number === null) return [];
        return [{ ...change, isWaiting: false, isApplied: !change.isApplied }];
      case "turned":
        return [{ ...change, isApplied: step.isApplied, isWaiting: true, turn }];
    }
  });
}

/** The questions to show: those of the newest runs, without what was answered since and with what was taken back. */
export function open(loaded: readonly Loaded[], changes: readonly Change[]): Item[] {
  const heads = new Map(loaded.map((each) => [each.video, each.head]));
  const said = new Map<string, Item | null>();
  for (const change of [...changes].sort((one, other) => one.turn - other.turn)) {
    const head = heads.get(change.video);
    if (head === undefined) continue;
    const isTakenIn = !change.isWaiting && change.newest !== null && change.newest <= head;
    for (const item of change.items) {
      if (isTakenIn) said.delete(item.key);
      else said.set(item.key, change.isApplied ? null : item);
    }
  }
  const items = loaded.flatMap((each) => each.items);
  const known = new Set(items.map((item) => item.key));
  const back = [...said.values()].filter((item): item is Item => item !== null && !known.has(item.key));
  return ordered([...items.filter((item) => said.get(item.key) !== null), ...back]);
}

/** What an undo takes back: the newest that counts. */
export function undoable(changes: readonly Change[]): Change | undefined {
  return newestOf(changes.filter((change) => change.isApplied));
}

/** What a redo puts back: what was undone last, unless something was decided since. */
export function redoable(changes: readonly Change[]): Change | undefined {
  const undone = newestOf(changes.filter((change) => !change.isApplied));
  const isOver = undone !== undefined && changes.some((change) => change.isApplied && change.id > undone.id && change.turn > undone.turn);
  return isOver ? undefined : undone;
}

function newestOf(changes: readonly Change[]): Change | undefined {
  return changes.reduce<Change | undefined>((best, change) => (best === undefined || change.turn > best.turn ? change : best), undefined);
}
