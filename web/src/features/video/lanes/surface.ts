/** The canvas of the timeline: what part is shown, and drawing it at most once a frame. */

import { draw, type Extras } from "../timeline/draw";
import { hit, type Hit, type Layout } from "../timeline/hit";
import type { Film } from "../timeline/model";
import { Paint } from "../timeline/paint";
import { panned, resized, revealing, type View, whole, within, xOf, zoomed } from "../timeline/scale";
import { landings, snapped } from "../timeline/snap";

export const RULER_PX = 24;
export const SHOTS_PX = 40;
const SNAP_PX = 7;

export class Surface {
  view: View;
  layout: Layout = { ruler: RULER_PX, shots: SHOTS_PX, row: 26, height: 200, scroll: 0 };
  #extras: Extras = { chosen: null, span: null, marks: [], strip: null };
  #points: Float64Array;
  #paint: Paint | null = null;
  #waiting = 0;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #watchers = new Set<() => void>();

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly film: Film,
  ) {
    this.#context = canvas.getContext("2d");
    this.view = whole(Math.max(1, canvas.clientWidth), film);
    this.#points = landings(film);
  }

  /** Be told when another part is shown; answers with what ends that. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  };

  /** Keep to the size and the theme of the page. */
  live(): () => void {
    const sized = new ResizeObserver(() => this.#resize());
    const themed = new MutationObserver(() => {
      this.#paint = null;
      this.redraw();
    });
    sized.observe(this.canvas);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    void document.fonts.ready.then(() => this.redraw());
    return () => {
      sized.disconnect();
      themed.disconnect();
      cancelAnimationFrame(this.#waiting);
      this.#waiting = 0;
    };
  }

  setExtras(extras: Extras): void {
    if (extras.marks !== this.#extras.marks) this.#points = landings(this.film, extras.marks);
    this.#extras = extras;
    this.redraw();
  }

  scrollTo(px: number): void {
    this.layout = { ...this.layout, scroll: px };
    this.redraw();
  }

  show(view: View): void {
    const { start, secondsPerPx, width } = this.view;
    if (view.start === start && view.secondsPerPx === secondsPerPx && view.width === width) return;
    this.view = view;
    this.redraw();
    for (const watcher of this.#watchers) watcher();
  }

  zoom(factor: number, x = this.view.width / 2): void {
    this.show(zoomed(this.view, x, factor, this.film));
  }

  pan(px: number): void {
    this.show(panned(this.view, px, this.film));
  }

  showAll(): void {
    this.show(whole(this.view.width, this.film));
  }

  /** Show a span with some room at its sides. */
  showSpan(start: number, end: number): void {
    const room = (end - start) * 0.08;
    this.show(
      within({ start: start - room, secondsPerPx: (end - start + 2 * room) / this.view.width, width: this.view.width }, this.film),
    );
  }

  reveal(seconds: number): void {
    this.show(revealing(this.view, seconds, this.film));
  }

  xOf(seconds: number): number {
    return xOf(this.view, seconds);
  }

  at(x: number, y: number): Hit {
    return hit(this.film, this.view, this.layout, x, y);
  }

  snap(seconds: number, isOn: boolean): number {
    return isOn ? snapped(this.#points, seconds, SNAP_PX * this.view.secondsPerPx) : seconds;
  }

  redraw(): void {
    if (this.#waiting !== 0) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      if (this.#context === null) return;
      this.#paint ??= new Paint(document.documentElement, this.#context);
      draw(this.#paint, this.film, this.view, this.layout, this.#extras);
    });
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0 || height === 0) return;
    const density = window.devicePixelRatio;
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.#context?.setTransform(density, 0, 0, density, 0, 0);
    const row = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--lane-h")) || 26;
    this.layout = { ...this.layout, row, height };
    this.show(resized(this.view, width, this.film));
    this.redraw();
  }
}
