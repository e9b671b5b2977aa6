/** One file by the tus protocol: what came before a break is kept by the server, and sent no second time. */

import type { HttpRequest, Upload } from "tus-js-client";

import { apiBase } from "@/lib/site";

import { errorOf, messageOf } from "../problem";
import { loginNeeded, proof } from "../session";
import { checked } from "./checking";
import type { Sender, Told } from "./queue";

const DELAYS_MS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 30_000, 30_000, 30_000];

/** What a refused upload says, in the words of the server. */
async function whyOf(error: unknown): Promise<string> {
  const { DetailedError } = await import("tus-js-client");
  if (!(error instanceof DetailedError) || error.originalResponse === null) {
    return "The server could not be reached for too long. What it has is kept: try again to go on from there.";
  }
  const response = error.originalResponse;
  let body: unknown;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    body = null;
  }
  return errorOf(response.getStatus(), body).message;
}

async function prove(request: HttpRequest): Promise<void> {
  for (const [name, value] of Object.entries(await proof(request.getMethod()))) request.setHeader(name, value);
  const raw: unknown = request.getUnderlyingObject();
  if (raw instanceof XMLHttpRequest) raw.withCredentials = true;
}

function idOf(upload: Upload | undefined): string | null {
  return upload?.url?.replace(/\/+$/, "").split("/").at(-1) ?? null;
}

export function openSender(file: File, told: Told): Sender {
  let upload: Upload | undefined;
  let isWanted = false;
  const over = new AbortController();

  const ended = () => {
    told.checking();
    const id = idOf(upload);
    if (id === null) told.failed("The server did not say where the file is. Add it again.", true);
    else checked(id, told, over.signal).catch((error: unknown) => told.failed(messageOf(error)));
  };

  const begin = async () => {
    const { DetailedError, Upload: Made } = await import("tus-js-client");
    upload ??= new Made(file, {
      endpoint: `${apiBase}/uploads`,
      metadata: { filename: file.name, filetype: file.type },
      retryDelays: DELAYS_MS,
      removeFingerprintOnSuccess: true,
      onBeforeRequest: prove,
      onProgress: (sent) => told.sent(sent),
      onShouldRetry: (error, attempt) => {
        const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
        if (status === 401) loginNeeded();
        const isWorth = status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
        if (isWorth && status !== 507) told.lost(Date.now() + (DELAYS_MS[attempt] ?? 0));
        return isWorth && status !== 507;
      },
      onSuccess: ended,
      onError: (error) => void whyOf(error).then((why) => told.failed(why)),
    });
    if (upload.url === null) {
      const [before] = await upload.findPreviousUploads();
      if (before !== undefined) upload.resumeFromPreviousUpload(before);
    }
    // Paused while it was looked up.
    if (isWanted) upload.start();
  };

  return {
    start: () => {
      isWanted = true;
      begin().catch((error: unknown) => told.failed(messageOf(error)));
    },
    pause: () => {
      isWanted = false;
      void upload?.abort();
    },
    discard: () => {
      over.abort();
      const id = idOf(upload);
      if (id === null) return;
      // When this does not reach the server, the upload runs out there by itself.
      void upload?.abort(true).catch(() => undefined);
    },
  };
}
