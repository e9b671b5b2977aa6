/** Files on their way to the server: a queue that can be paused, resumed and tried again. */

export type UploadState =
  | { kind: "waiting" }
  | { kind: "sending" }
  | { kind: "paused" }
  | { kind: "lost"; retryAt: number }
  | { kind: "checking" }
  | { kind: "done"; videoId: string }
  | { kind: "failed"; why: string; isFinal: boolean };

export interface Item {
  id: string;
  name: string;
  size: number;
  sent: number;
  state: UploadState;
}

/** How one file is sent; tells the queue what becomes of it. */
export interface Sender {
  start: () => void;
  pause: () => void;
  /** Forget what the server has of it. */
  discard: () => void;
}

export interface Told {
  sent: (bytes: number) => void;
  lost: (retryAt: number) => void;
  checking: () => void;
  done: (videoId: string) => void;
  /** `isFinal`: sending it again would change nothing. */
  failed: (why: string, isFinal?: boolean) => void;
}

export type Open = (file: File, told: Told) => Sender;

const AT_ONCE = 2;
const MEMORY_MS = 4000;
const BUSY = new Set<UploadState["kind"]>(["sending", "lost"]);

interface Sample {
  at: number;
  sent: number;
}

export class UploadQueue {
  #items: readonly Item[] = [];
  readonly #senders = new Map<string, Sender>();
  readonly #watchers = new Set<() => void>();
  #samples: Sample[] = [];
  #count = 0;
  #open: Open;
  #now: () => number;

  constructor(open: Open, now: () => number = Date.now) {
    this.#open = open;
    this.#now = now;
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  readonly items = (): readonly Item[] => this.#items;

  add(files: readonly File[]): void {
    for (const file of files) {
      this.#count += 1;
      const id = `upload-${String(this.#count)}`;
      const told: Told = {
        sent: (bytes) => this.#change(id, { sent: bytes, state: { kind: "sending" } }, BUSY),
        lost: (retryAt) => this.#change(id, { state: { kind: "lost", retryAt } }, BUSY),
        checking: () => this.#change(id, { sent: file.size, state: { kind: "checking" } }, BUSY),
        done: (videoId) => this.#change(id, { state: { kind: "done", videoId } }),
        failed: (why, isFinal = false) => this.#change(id, { state: { kind: "failed", why, isFinal } }),
      };
      this.#senders.set(id, this.#open(file, told));
      this.#items = [...this.#items, { id, name: file.name, size: file.size, sent: 0, state: { kind: "waiting" } }];
    }
    this.#goOn();
  }

  pause(id: string): void {
    if (!this.#is(id, "sending", "lost", "waiting")) return;
    this.#senders.get(id)?.pause();
    this.#change(id, { state: { kind: "paused" } });
  }

  /** Go on with what was paused, lost or refused. */
  resume(id: string): void {
    if (!this.#is(id, "paused", "lost", "failed")) return;
    if (this.#is(id, "lost")) this.#senders.get(id)?.pause();
    this.#change(id, { state: { kind: "waiting" } });
  }

  remove(id: string): void {
    const item = this.#items.find((one) => one.id === id);
    if (item === undefined) return;
    if (item.state.kind !== "done") {
      this.#senders.get(id)?.pause();
      this.#senders.get(id)?.discard();
    }
    this.#forget(new Set([id]));
  }

  /** Take what has ended off the list. */
  clear(): void {
    this.#forget(new Set(this.#items.filter(({ state }) => state.kind === "done").map(({ id }) => id)));
  }

  /** Bytes a second over the last seconds; null while nothing is known. */
  rate(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < 500) return null;
    return Math.max(0, ((last.sent - first.sent) / (last.at - first.at)) * 1000);
  }

  #is(id: string, ...kinds: UploadState["kind"][]): boolean {
    return this.#items.some((item) => item.id === id && kinds.includes(item.state.kind));
  }

  #forget(ids: ReadonlySet<string>): void {
    for (const id of ids) this.#senders.delete(id);
    this.#items = this.#items.filter(({ id }) => !ids.has(id));
    this.#goOn();
  }

  #change(id: string, values: Partial<Pick<Item, "sent" | "state">>, onlyFrom?: ReadonlySet<UploadState["kind"]>): void {
    const before = this.#items.find((item) => item.id === id);
    // What comes late from a file that was paused or taken away changes nothing.
    if (before === undefined || (onlyFrom !== undefined && !onlyFrom.has(before.state.kind))) return;
    this.#items = this.#items.map((item) => (item.id === id ? { ...item, ...values } : item));
    this.#measure();
    if (values.state !== undefined && values.state.kind !== before.state.kind) this.#goOn();
    else this.#tell();
  }

  #measure(): void {
    const at = this.#now();
    const sent = this.#items.reduce((sum, item) => sum + item.sent, 0);
    const last = this.#samples.at(-1);
    if (last !== undefined && sent < last.sent) this.#samples = [];
    this.#samples = [...this.#samples.filter((sample) => at - sample.at < MEMORY_MS), { at, sent }];
  }

  #goOn(): void {
    let free = AT_ONCE - this.#items.filter(({ state }) => BUSY.has(state.kind)).length;
    for (const item of this.#items) {
      if (free <= 0) break;
      if (item.state.kind !== "waiting") continue;
      free -= 1;
      this.#items = this.#items.map((one) => (one.id === item.id ? { ...one, state: { kind: "sending" } } : one));
      this.#senders.get(item.id)?.start();
    }
    if (!this.#items.some(({ state }) => BUSY.has(state.kind))) this.#samples = [];
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
