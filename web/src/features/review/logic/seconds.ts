import { amount } from "@/lib/format";

/** `2.8 s`, `52 s`, `6 min 12 s`: tenths while they matter. */
export function secs(seconds: number): string {
  return seconds < 9.95 ? `${seconds.toFixed(1).replace(/\.0$/, "")} s` : amount(seconds);
}
