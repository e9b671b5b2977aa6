/** Which jobs changed, told to those who keep lists of them. */

type Watcher = (jobs: ReadonlySet<string>) => void;

const watchers = new Set<Watcher>();

/** Be told which jobs changed otherwise than by their progress; none of them by name when any may have. */
export function onJobsChanged(watcher: Watcher): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

export function tellJobsChanged(jobs: ReadonlySet<string>): void {
  for (const watcher of watchers) watcher(jobs);
}
