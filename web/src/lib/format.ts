/** Numbers as people read them. */

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `1:02:03` or `2:03`: a length or a place in a video. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  return h > 0 ? `${String(h)}:${tail}` : tail;
}

/** `6 min 12 s`: an amount of time, with its two largest units. */
export function amount(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${String(whole)} s`;
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h > 0) return m > 0 ? `${String(h)} h ${String(m)} min` : `${String(h)} h`;
  return s > 0 ? `${String(m)} min ${String(s)} s` : `${String(m)} min`;
}

/** `4.2 s`, and from a minute on `6 min 12 s`: time on screen, where a second is much. */
export function screenTime(seconds: number): string {
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : amount(seconds);
}

/** `2.8 s`, `52 s`, `6 min 12 s`: tenths while they matter. */
export function secs(seconds: number): string {
  return seconds < 9.95 ? `${seconds.toFixed(1).replace(/\.0$/, "")} s` : amount(seconds);
}

/** The same for the lines of a chart, where seconds are whole or simple. */
export function axisTime(seconds: number): string {
  return seconds < 60 ? `${String(Number(seconds.toFixed(1)))} s` : amount(seconds);
}

/** `about 4 min`: what is left, no more exact than it is known. */
export function left(seconds: number): string {
  if (seconds < 5) return "a few seconds";
  if (seconds < 60) return `about ${String(Math.ceil(seconds / 5) * 5)} s`;
  if (seconds < 5400) return `about ${String(Math.round(seconds / 60))} min`;
  return `about ${String(Math.round(seconds / 3600))} h`;
}

/** `8.2 GB`. */
export function bytes(count: number): string {
  let [value, unit] = [Math.max(0, count), 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${UNITS[unit] ?? "TB"}`;
}

/** `5.1 of 8.2 GB`: with one unit when both have the same. */
export function bytesOf(done: number, whole: number): string {
  const [first, all] = [bytes(done), bytes(whole)];
  const unit = all.split(" ")[1] ?? "";
  return `${first.endsWith(` ${unit}`) ? first.slice(0, -unit.length - 1) : first} of ${all}`;
}

/** `1 video`, `2 videos`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** `62 %`. */
export function percent(fraction: number): string {
  return `${String(Math.floor(Math.min(1, Math.max(0, fraction)) * 100))} %`;
}
