/** What pointer, wheel and fingers do to the timeline. */

import type { Hit } from "../timeline/hit";
import type { Surface } from "./surface";

export interface Wishes {
  seek: (seconds: number) => void;
  choose: (hit: Hit) => void;
  /** A span that is drawn; it is told again with every move. */
  span: (start: number, end: number) => void;
  /** Rows are moved by so many pixels. */
  scroll: (px: number) => void;
  hover: (hit: Hit | null, x: number, y: number) => void;
}

const CLICK_PX = 4;
const ZOOM_PER_PX = 1.0016;

type Mode = "click" | "pan" | "span" | "scrub";

class Gestures {
  readonly #fingers = new Map<number, { x: number; y: number }>();
  #mode: Mode = "click";
  #begin = { x: 0, y: 0, seconds: 0 };

  constructor(
    readonly surface: Surface,
    readonly wishes: () => Wishes,
  ) {}

  place(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const box = this.surface.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [dx, dy] = [event.deltaX * scale, event.deltaY * scale];
    const { x, y } = this.place(event);
    if (event.ctrlKey) this.surface.zoom(ZOOM_PER_PX ** (-dy * 6), x);
    else if (event.shiftKey) this.surface.pan(dx === 0 ? dy : dx);
    else if (Math.abs(dx) > Math.abs(dy)) this.surface.pan(dx);
    else this.surface.zoom(ZOOM_PER_PX ** -dy, x);
    this.wishes().hover(this.surface.at(x, y), x, y);
  };

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { x, y } = this.place(event);
    this.surface.canvas.setPointerCapture(event.pointerId);
    this.#fingers.set(event.pointerId, { x, y });
    const under = this.surface.at(x, y);
    this.#begin = { x, y, seconds: this.surface.snap(under.seconds, !event.altKey) };
    this.#mode = under.area === "ruler" && !event.shiftKey ? "scrub" : "click";
    if (this.#mode === "scrub") this.wishes().seek(this.#begin.seconds);
  };

  readonly move = (event: PointerEvent): void => {
    const { x, y } = this.place(event);
    const before = this.#fingers.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== "touch") this.wishes().hover(this.surface.at(x, y), x, y);
      return;
    }
    if (this.#fingers.size === 2) this.#pinch(event.pointerId, { x, y });
    else this.#drag(event, before, { x, y });
    this.#fingers.set(event.pointerId, { x, y });
  };

  readonly up = (event: PointerEvent): void => {
    if (!this.#fingers.delete(event.pointerId) || event.type === "pointercancel") return;
    if (this.#mode === "click" && this.#fingers.size === 0) {
      const { x, y } = this.place(event);
      const under = this.surface.at(x, y);
      this.wishes().choose(under);
      this.wishes().seek(this.surface.snap(under.seconds, !event.altKey));
    }
    // What is left of a pinch is no click.
    if (this.#fingers.size > 0) this.#mode = "pan";
  };

  readonly leave = (): void => this.wishes().hover(null, 0, 0);

  #drag(event: PointerEvent, before: { x: number; y: number }, now: { x: number; y: number }): void {
    const far = Math.hypot(now.x - this.#begin.x, now.y - this.#begin.y) > CLICK_PX;
    if (this.#mode === "click" && far) this.#mode = event.shiftKey ? "span" : "pan";
    const seconds = this.surface.snap(this.surface.at(now.x, now.y).seconds, !event.altKey);
    switch (this.#mode) {
      case "click":
        return;
      case "scrub":
        this.wishes().seek(seconds);
        this.wishes().hover(null, 0, 0);
        return;
      case "span":
        this.wishes().span(Math.min(this.#begin.seconds, seconds), Math.max(this.#begin.seconds, seconds));
        return;
      case "pan":
        this.surface.pan(before.x - now.x);
        if (now.y !== before.y) this.wishes().scroll(before.y - now.y);
        this.wishes().hover(null, 0, 0);
    }
  }

  #pinch(moved: number, now: { x: number; y: number }): void {
    const [one, other] = [...this.#fingers.entries()];
    if (one === undefined || other === undefined) return;
    this.#mode = "pan";
    const still = one[0] === moved ? other[1] : one[1];
    const before = this.#fingers.get(moved) ?? now;
    const apart = Math.max(12, Math.abs(before.x - still.x));
    this.surface.zoom(Math.max(12, Math.abs(now.x - still.x)) / apart, (now.x + still.x) / 2);
  }
}

/** Listen on the canvas; answers with what ends that. */
export function listen(surface: Surface, wishes: () => Wishes): () => void {
  const gestures = new Gestures(surface, wishes);
  const over = new AbortController();
  const { canvas } = surface;
  const options = { signal: over.signal };
  canvas.addEventListener("wheel", gestures.wheel, { ...options, passive: false });
  canvas.addEventListener("pointerdown", gestures.down, options);
  canvas.addEventListener("pointermove", gestures.move, options);
  canvas.addEventListener("pointerup", gestures.up, options);
  canvas.addEventListener("pointercancel", gestures.up, options);
  canvas.addEventListener("pointerleave", gestures.leave, options);
  return () => over.abort();
}
