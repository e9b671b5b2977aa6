/** The one way to the API. `unwrap(api.GET("/jobs", ...))` gives the body or throws an ApiError. */

import createClient, { type Middleware } from "openapi-fetch";

import { apiBase } from "@/lib/site";

import { errorOf, unreachable } from "./problem";
import type { paths } from "./schema";
import { forgetToken, loginNeeded, proof } from "./session";

const access: Middleware = {
  async onRequest({ request }) {
    for (const [name, value] of Object.entries(await proof(request.method))) request.headers.set(name, value);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== "/auth/login") loginNeeded();
    if (response.status === 403) forgetToken();
  },
};

export const api = createClient<paths>({ baseUrl: apiBase, credentials: "include" });
api.use(access);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function unwrap<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (!answer.response.ok) throw errorOf(answer.response.status, answer.error);
  // A 204 has no body; its type says so.
  return answer.data as T;
}
