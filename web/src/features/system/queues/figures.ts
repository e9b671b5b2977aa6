/** Figures in the text format of Prometheus, and what was gathered of them. */

export interface Sample {
  at: number;
  /** Tasks by queue. */
  waiting: Readonly<Record<string, number>>;
  running: Readonly<Record<string, number>>;
  /** Seconds that the oldest task waits, by queue. */
  oldest: Readonly<Record<string, number>>;
  jobs: Readonly<Record<string, number>>;
  memoryBytes: number;
  cpuSeconds: number;
  streams: number;
  uptimeS: number;
}

const LINE = /^([a-z_]+)(?:\{([^}]*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="([^"]*)"/g;
/** What is gathered while the page is open, and no longer. */
export const KEPT_MS = 15 * 60_000;

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, name = "", value = ""]) => [name, value]));
}

export function sampleOf(text: string, at: number): Sample {
  const waiting: Record<string, number> = {};
  const running: Record<string, number> = {};
  const oldest: Record<string, number> = {};
  const jobs: Record<string, number> = {};
  const plain: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (found === null) continue;
    const [, name = "", labels = "", number = ""] = found;
    const value = Number(number);
    const { queue = "", state = "" } = labelsOf(labels);
    if (name === "telecine_queue_depth") waiting[queue] = value;
    else if (name === "telecine_queue_oldest_task_seconds") oldest[queue] = value;
    else if (name === "telecine_tasks" && state === "running") running[queue] = value;
    else if (name === "telecine_jobs") jobs[state] = value;
    else if (labels === "") plain[name] = value;
  }
  return {
    at,
    waiting,
    running,
    oldest,
    jobs,
    memoryBytes: plain.telecine_process_memory_bytes ?? 0,
    cpuSeconds: plain.telecine_process_cpu_seconds_total ?? 0,
    streams: plain.telecine_sse_clients ?? 0,
    uptimeS: plain.telecine_uptime_seconds ?? 0,
  };
}

/** With one more, and without what is too old. */
export function withSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  if (samples.at(-1)?.at === next.at) return samples;
  return [...samples.filter(({ at }) => next.at - at < KEPT_MS), next];
}

/** Processor seconds in a second between two samples; null before there are two, and after a start of the server. */
export function loadAt(samples: readonly Sample[], index: number): number | null {
  const [one, two] = [samples[index - 1], samples[index]];
  if (one === undefined || two === undefined || two.cpuSeconds < one.cpuSeconds) return null;
  return (two.cpuSeconds - one.cpuSeconds) / Math.max(0.001, (two.at - one.at) / 1000);
}

export function queuesOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.flatMap((sample) => [...Object.keys(sample.waiting), ...Object.keys(sample.running)]))].sort();
}

/** `-4:30`: how long ago, for below a chart. */
export function agoText(at: number, now: number): string {
  const seconds = Math.round((now - at) / 1000);
  if (seconds <= 0) return "now";
  return `-${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, "0")}`;
}
