/** Keeps what is typed while a window is on its way, for its field to begin with. */

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "preventDefault">;

export class TypedAhead {
  #text = "";
  #isOn = false;
  readonly #target: Pick<EventTarget, "addEventListener" | "removeEventListener">;

  constructor(target: Pick<EventTarget, "addEventListener" | "removeEventListener">) {
    this.#target = target;
  }

  /** From now on. The key that opened the window is over by then. */
  begin(): void {
    this.take();
    this.#isOn = true;
    this.#target.addEventListener("keydown", this.#heard, { capture: true });
  }

  /** What was typed until now; nothing is kept any more. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    if (this.#isOn) this.#target.removeEventListener("keydown", this.#heard, { capture: true });
    this.#isOn = false;
    return text;
  }

  readonly #heard = (event: Event): void => {
    const pressed = event as Event & Pressed;
    if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (pressed.key.length === 1) this.#text += pressed.key;
    else if (pressed.key === "Backspace") this.#text = this.#text.slice(0, -1);
    else return;
    pressed.preventDefault();
    event.stopPropagation();
  };
}
