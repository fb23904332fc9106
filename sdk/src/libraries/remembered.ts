/** Longer texts are worked out anew each time. */
const TEXT_MAX_LENGTH = 65_536;
/** A few long texts would hold more than all others together. */
const TOTAL_MAX_LENGTH = 1_000_000;

/**
 * A small memory of what was worked out before, by text. Texts come from the application and may
 * differ from call to call, so it starts anew when it is full.
 */
export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  readonly #max: number;
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get(text: string, make: (text: string) => Value): Value {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (text.length > TEXT_MAX_LENGTH) return make(text);
    this.#length += text.length;
    if (this.#values.size >= this.#max || this.#length > TOTAL_MAX_LENGTH) {
      this.#values.clear();
      this.#length = text.length;
    }
    const value = make(text);
    this.#values.set(text, value);
    return value;
  }
}
