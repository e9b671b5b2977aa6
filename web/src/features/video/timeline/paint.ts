/** Colours of the theme as a canvas wants them. */

const NAMES = {
  lane: "--tl-lane",
  laneAlt: "--tl-lane-alt",
  grid: "--tl-grid",
  cut: "--tl-cut",
  selection: "--tl-selection",
  ghost: "--tl-ghost",
  ruler: "--bg",
  line: "--line",
  text: "--text-3",
  strong: "--text-2",
  accent: "--accent",
  accentLine: "--accent-line",
  hover: "--hover",
  unknown: "--person-unknown",
} as const;

type Ink = CanvasPattern | string;

const TILE = 8;

export class Paint {
  readonly #styles: CSSStyleDeclaration;
  readonly #values = new Map<string, string>();
  readonly #patterns = new Map<string, Ink>();

  constructor(
    element: Element,
    readonly context: CanvasRenderingContext2D,
  ) {
    this.#styles = getComputedStyle(element);
  }

  of(name: keyof typeof NAMES): string {
    return this.css(`var(${NAMES[name]})`);
  }

  /** The value of `var(--name)`; other colours as they are. */
  css(colour: string): string {
    const known = this.#values.get(colour);
    if (known !== undefined) return known;
    const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
    const value = name === undefined ? colour : this.#styles.getPropertyValue(name).trim();
    this.#values.set(colour, value);
    return value;
  }

  get font(): string {
    return `11px ${this.#styles.getPropertyValue("font-family")}`;
  }

  /** Slanted lines: somebody is there, and the face is not seen. */
  hatched(colour: string): Ink {
    return this.#pattern(`hatched ${colour}`, (tile) => {
      tile.strokeStyle = this.css(colour);
      tile.lineWidth = 1.5;
      tile.beginPath();
      for (const from of [-TILE, 0, TILE]) {
        tile.moveTo(from, TILE);
        tile.lineTo(from + TILE, 0);
      }
      tile.stroke();
    });
  }

  /** Dashes: nobody knows who this is. */
  dashed(colour: string): Ink {
    return this.#pattern(`dashed ${colour}`, (tile) => {
      tile.fillStyle = this.css(colour);
      tile.fillRect(0, 0, 5, TILE);
    });
  }

  #pattern(name: string, draw: (tile: CanvasRenderingContext2D) => void): Ink {
    const known = this.#patterns.get(name);
    if (known !== undefined) return known;
    const sheet = document.createElement("canvas");
    sheet.width = sheet.height = TILE;
    const tile = sheet.getContext("2d");
    if (tile !== null) draw(tile);
    const made = this.context.createPattern(sheet, "repeat") ?? "transparent";
    this.#patterns.set(name, made);
    return made;
  }
}
