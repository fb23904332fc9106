/**
 * Ids of the latest documents, to answer a repeated one as a conflict. Two sets that take turns
 * forget in constant time: an id is known for at least `atLeast` further ids, at most twice that.
 */
export class RecentIds {
  readonly #atLeast: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor(atLeast: number) {
    this.#atLeast = atLeast;
  }

  /** Remembers an id; false when it was known already. */
  add(id: string): boolean {
    if (this.#young.has(id) || this.#old.has(id)) return false;
    if (this.#young.size >= this.#atLeast) {
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(id);
    return true;
  }
}
