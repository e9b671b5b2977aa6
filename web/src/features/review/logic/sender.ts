/** Sends decisions one after the other for each video, each with the newest decision that its author has seen. */

import { ApiError, type Decided } from "@/api";

type Ask = (head: number) => Promise<Decided>;

const ROUNDS = 50;

export class Sender {
  readonly #heads = new Map<string, number>();
  readonly #own = new Map<string, Set<number>>();
  readonly #last = new Map<string, Promise<unknown>>();

  /** An answer with this head was shown. */
  saw(video: string, head: number): void {
    this.#heads.set(video, Math.max(head, this.headOf(video)));
  }

  headOf(video: string): number {
    return this.#heads.get(video) ?? 0;
  }

  send(video: string, ask: Ask): Promise<Decided> {
    const before = this.#last.get(video) ?? Promise.resolve();
    const answer = before.then(
      () => this.#send(video, ask),
      () => this.#send(video, ask),
    );
    this.#last.set(video, answer);
    return answer;
  }

  async #send(video: string, ask: Ask): Promise<Decided> {
    const own = this.#own.get(video) ?? new Set<number>();
    this.#own.set(video, own);
    let head = this.headOf(video);
    for (let round = 0; ; round += 1) {
      try {
        const decided = await ask(head);
        own.add(decided.decision.number);
        this.saw(video, decided.head);
        return decided;
      } catch (error) {
        const other = conflictOf(error);
        // The first entry in the way is one of this page: nothing unseen is passed over.
        if (other === null || other.number <= head || !own.has(other.number) || round >= ROUNDS) throw error;
        head = other.number;
      }
    }
  }
}

export interface Meanwhile {
  number: number;
  author: string;
}

/** Who decided about the same tracks meanwhile, when that is why the server refused. */
export function conflictOf(error: unknown): Meanwhile | null {
  if (!(error instanceof ApiError) || error.code !== "changed_meanwhile") return null;
  const { number, author } = error.details;
  return typeof number === "number" && typeof author === "string" ? { number, author } : null;
}
