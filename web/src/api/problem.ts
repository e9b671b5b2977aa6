/** What went wrong, as the API says it. */

import { plain } from "@/lib/plain";

import type { Problem } from "./types";

const UNREACHABLE = "The server cannot be reached. It may be restarting; this page goes on when it is back.";

export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly isRetryable: boolean,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && "code" in body;
}

/** An answer that is no success. Proxies answer without problem details; then the status has to say it. */
export function errorOf(status: number, body: unknown): ApiError {
  if (isProblem(body)) return new ApiError(sentence(plain(body.detail)), status, body.code, body.retryable, body.details);
  const isGateway = status === 502 || status === 503 || status === 504;
  const said = isGateway ? UNREACHABLE : `The server answered with status ${String(status)}.`;
  return new ApiError(said, status, isGateway ? "unreachable" : "http_error", isGateway);
}

/** No answer came at all. */
export function unreachable(): ApiError {
  return new ApiError(UNREACHABLE, 0, "unreachable", true);
}

/** What to show of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return error instanceof Error ? sentence(error.message) : String(error);
}

/** With a capital and a full stop, as everything on a page. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return trimmed;
  // The name of a file stays as it is written.
  const [word = ""] = trimmed.split(" ");
  const begun = /[._/]\w/.test(word) ? trimmed : trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
