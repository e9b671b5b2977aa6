/** Which of dropped files are films; folders are looked into. */

const ENDINGS = /\.(mp4|m4v|mov|mkv|webm|avi|mpg|mpeg|ts|m2ts|mts|mxf|wmv|flv|3gp|ogv|vob)$/i;

export function isFilm(file: Pick<File, "name" | "type">): boolean {
  return file.type.startsWith("video/") || ENDINGS.test(file.name);
}

const NAMED = 3;

/** Files by their names, the first of many: `a.txt, b.txt, c.txt and 2 more`. */
export function named(files: readonly Pick<File, "name">[]): string {
  const names = files.slice(0, NAMED).map(({ name }) => name);
  const more = files.length - names.length;
  if (more > 0) return `${names.join(", ")} and ${more.toLocaleString("en")} more`;
  return [names.slice(0, -1).join(", "), names.at(-1) ?? ""].filter((part) => part !== "").join(" and ");
}

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const found: FileSystemEntry[] = [];
  // A reader gives some at a time, and none when there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...some);
  }
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  }
  const children = await childrenOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(children.map(filesOf))).flat();
}

/** Everything that was dropped, in order of its name. */
export async function filesIn(dropped: DataTransfer): Promise<File[]> {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const plain = [...dropped.files];
  const files = entries.length > 0 ? (await Promise.all(entries.map(filesOf))).flat() : plain;
  return files.sort((one, other) => one.name.localeCompare(other.name, undefined, { numeric: true }));
}
