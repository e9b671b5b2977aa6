import type { Job } from "@/api";

/** A job that ended well; a test names only what it is about. */
export function aJob(id: string, values: Partial<Job> = {}): Job {
  return {
    id,
    app: "faces",
    video: { id: "v1", name: "Harbour_S01E01.mp4" },
    state: "succeeded",
    progress: 1,
    eta_s: null,
    doing: null,
    priority: 0,
    params: {},
    exports: [],
    tasks_total: 12,
    tasks_left: 0,
    requested_by: "local",
    node: "local",
    created_at: "2026-01-01T00:00:00Z",
    started_at: null,
    finished_at: null,
    is_stopping: false,
    error: null,
    ...values,
  };
}

/** Jobs `9`, `8`, …: the later their number the newer. */
export function newestFirst(from: number, to: number, values: Partial<Job> = {}): Job[] {
  const jobs: Job[] = [];
  for (let number = from; number >= to; number -= 1) {
    jobs.push(aJob(String(number), { created_at: `2026-01-01T00:00:${String(number).padStart(2, "0")}Z`, ...values }));
  }
  return jobs;
}
