/** What the stream of events said last, for any number of components. */

export interface LiveJob {
  progress: number;
  etaS: number | null;
  /** What is going on, in words. */
  doing: string | null;
  /** What it does now, where the server says it: `import` while a file is fetched. */
  step: string | null;
  bytesDone: number | null;
  bytesTotal: number | null;
}

export type Connection = "connecting" | "open" | "lost";

const ENDED = new Set(["job.succeeded", "job.failed", "job.cancelled"]);

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

export class Live {
  connection: Connection = "connecting";
  readonly #jobs = new Map<string, LiveJob>();
  readonly #watchers = new Set<() => void>();

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  job(id: string): LiveJob | undefined {
    return this.#jobs.get(id);
  }

  setConnection(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    this.#tell();
  }

  /** Take in one event. Gives the id of a job that began, ended or changed otherwise than by its progress. */
  hear(kind: string, text: string): string | null {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return null;
    }
    if (typeof data !== "object" || data === null || !("job_id" in data) || typeof data.job_id !== "string") return null;
    const told: Record<string, unknown> = { ...data };
    if (ENDED.has(kind)) this.#jobs.delete(data.job_id);
    if (kind !== "job.progress") {
      this.#tell();
      return data.job_id;
    }
    this.#jobs.set(data.job_id, {
      progress: numberOf(told.progress) ?? 0,
      etaS: numberOf(told.eta_s),
      doing: typeof told.doing === "string" ? told.doing : null,
      step: typeof told.step === "string" ? told.step : null,
      bytesDone: numberOf(told.bytes_done),
      bytesTotal: numberOf(told.bytes_total),
    });
    this.#tell();
    return told.step === "imported" ? data.job_id : null;
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
