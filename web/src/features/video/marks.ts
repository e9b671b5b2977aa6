/** Marks of a film, kept in this browser. */

import { useMemo } from "react";

import { useChoice } from "@/lib/choice";

export function parsed(text: string): number[] {
  return text
    .split(" ")
    .filter((part) => part !== "")
    .map(Number)
    .filter((seconds) => Number.isFinite(seconds) && seconds >= 0)
    .sort((one, other) => one - other);
}

/** The marks with another one, or without it where it was already. */
export function toggled(marks: readonly number[], seconds: number, reach: number): number[] {
  const rest = marks.filter((mark) => Math.abs(mark - seconds) > reach);
  return rest.length < marks.length ? rest : [...marks, seconds].sort((one, other) => one - other);
}

export function useMarks(video: string): [readonly number[], (marks: readonly number[]) => void] {
  const [text, setText] = useChoice(`marks.${video}`, "");
  const marks = useMemo(() => parsed(text), [text]);
  return [marks, (next) => setText(next.map((mark) => mark.toFixed(6)).join(" "))];
}
