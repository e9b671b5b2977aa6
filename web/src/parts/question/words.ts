/** What a question of the review is called. */

import type { Question } from "@/api";

export const KINDS: Record<Question["why"], string> = {
  conflict: "In two places",
  needs_a_look: "Needs a look",
  unknown: "No name",
  unsure: "Unsure",
  pair: "Same person?",
  not_a_face: "No face?",
};

export function labelOf(question: Question): string {
  const labels = question.sides.map((side) => side.label ?? "Left out");
  return labels.length > 0 ? labels.join(" · ") : `Decision ${String(question.decision ?? "")}`.trim();
}

/** The same for the same question, also in a newer run: groups are named by what is in them. In addresses as `q`. */
export function keyOf(video: string, question: Question): string {
  const sides = question.sides.map((side) => [...side.groups].sort().join(","));
  return [video, question.why, question.decision ?? "", ...sides].join(" ");
}
