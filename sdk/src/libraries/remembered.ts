/** Longer texts are worked out anew each time: a few of them would hold more than all others. */
const TEXT_MAX_LENGTH = 4096;

/**
 * A small memory of what was worked out before, by text. Texts come from the application and may
 * differ from call to call, so it starts anew when it is full.
 */
export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get(text: string, make: (text: string) => Value): Value {
    if (text.length > TEXT_MAX_LENGTH) return make(text);
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (this.#values.size >= this.#max) this.#values.clear();
    const value = make(text);
    this.#values.set(text, value);
    return value;
  }
}
