/** Instants as people write them: `83.5`, `1:23.5` or `1:02:03`. */

export interface Instant {
  num: number;
  den: number;
  seconds: number;
  /** As the API takes it. */
  asked: string;
}

const MILLI = 1000;

export function instantOf(text: string): Instant | null {
  const parts = text.trim().replace(",", ".").split(":");
  const last = parts.pop() ?? "";
  if (parts.length > 2 || !/^\d+(\.\d+)?$/.test(last) || !parts.every((part) => /^\d+$/.test(part))) return null;
  const seconds = parts.reduce((sum, part) => (sum + Number(part)) * 60, 0) + Number(last);
  if (!Number.isFinite(seconds) || (parts.length > 0 && Number(last) >= 60)) return null;
  const num = Math.round(seconds * MILLI);
  return { num, den: MILLI, seconds: num / MILLI, asked: (num / MILLI).toFixed(3) };
}

/** `1:23.5`. */
export function written(seconds: number): string {
  const tenths = Math.round(Math.max(0, seconds) * 100) / 100;
  const [h, m] = [Math.floor(tenths / 3600), Math.floor(tenths / 60) % 60];
  const s = (tenths - Math.floor(tenths / 60) * 60).toFixed(2).replace(/\.?0+$/, "");
  const padded = s.split(".")[0]?.length === 1 ? `0${s}` : s;
  return h > 0 ? `${String(h)}:${String(m).padStart(2, "0")}:${padded}` : `${String(m)}:${padded}`;
}
