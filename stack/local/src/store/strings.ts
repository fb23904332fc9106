/**
 * Strings that many rows share, kept once. A string lives as long as rows use it, so the bound of
 * the rows bounds the strings too. Id 0 is the empty string and needs no release.
 */
export class SharedStrings {
  readonly #ids = new Map<string, number>([['', 0]]);
  readonly #texts: string[] = [''];
  readonly #uses: number[] = [1];
  readonly #free: number[] = [];

  /** The id of a text, used once more. */
  acquire(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1;
      return known;
    }
    const id = this.#free.pop() ?? this.#texts.length;
    this.#texts[id] = text;
    this.#uses[id] = 1;
    this.#ids.set(text, id);
    return id;
  }

  release(id: number): void {
    if (id === 0) return;
    const uses = (this.#uses[id] ?? 0) - 1;
    this.#uses[id] = uses;
    if (uses > 0) return;
    this.#ids.delete(this.#texts[id] as string);
    this.#texts[id] = '';
    this.#free.push(id);
  }

  text(id: number): string {
    return this.#texts[id] ?? '';
  }

  /** The id of a text that is in use; undefined when no row has it. */
  find(text: string): number | undefined {
    return this.#ids.get(text);
  }

  get size(): number {
    return this.#ids.size;
  }
}
