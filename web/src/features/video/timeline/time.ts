/** Exact time: fractions of a second, and the frames of a film. */

export interface Fraction {
  num: number;
  den: number;
}

/** `23/4`, or `5`. */
export function fraction(text: string): Fraction {
  const [num = NaN, den = 1] = text.split("/").map(Number);
  if (!Number.isInteger(num) || !Number.isInteger(den) || den < 1) throw new RangeError(`${text} is no fraction`);
  return { num, den };
}

export function secondsOf({ num, den }: Fraction): number {
  return num / den;
}

function floorOf(num: bigint, den: bigint): number {
  const whole = num / den;
  return Number(num % den < 0n ? whole - 1n : whole);
}

/** The frame that is shown at an exact time. */
export function frameOf(at: Fraction, rate: Fraction): number {
  return floorOf(BigInt(at.num) * BigInt(rate.num), BigInt(at.den) * BigInt(rate.den));
}

/** The frame that is shown at a time a player tells, which rounds to microseconds. */
export function frameNear(seconds: number, rate: Fraction): number {
  return Math.max(0, Math.floor((seconds * rate.num) / rate.den + 0.01));
}

/** Where a frame begins, exactly. */
export function startOf(frame: number, rate: Fraction): Fraction {
  return { num: frame * rate.den, den: rate.num };
}

/** A time within a frame that no rounding moves into another one. */
export function middleOf(frame: number, rate: Fraction): number {
  return ((frame + 0.5) * rate.den) / rate.num;
}

/** `1:02:03.480`, cut off and not rounded, as the clock of a player is. */
export function preciseClock(seconds: number, digits = 3): string {
  const unit = 10 ** digits;
  const parts = Math.max(0, Math.floor(seconds * unit + 1e-6));
  const whole = Math.floor(parts / unit);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  const rest = digits > 0 ? `.${String(parts % unit).padStart(digits, "0")}` : "";
  return `${h > 0 ? `${String(h)}:` : ""}${tail}${rest}`;
}
