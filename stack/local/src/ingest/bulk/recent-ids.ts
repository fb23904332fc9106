/** Ids by the index they belong to. */
type Ids = Map<string, Set<string>>;

/**
 * Ids of the latest documents, to answer a repeated one as a conflict. Two generations that take
 * turns forget in constant time: an id is known for at least `atLeast` further ids, at most twice
 * that.
 */
export class RecentIds {
  readonly #atLeast: number;
  #young: Ids = new Map();
  #old: Ids = new Map();
  #youngSize = 0;

  constructor(atLeast: number) {
    this.#atLeast = atLeast;
  }

  /** Remembers an id; false when it was known already. */
  add(index: string, id: string): boolean {
    let ids = this.#young.get(index);
    if (ids?.has(id) === true || this.#old.get(index)?.has(id) === true) return false;
    if (this.#youngSize >= this.#atLeast) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngSize = 0;
      ids = undefined;
    }
    if (ids === undefined) this.#young.set(index, (ids = new Set()));
    ids.add(id);
    this.#youngSize += 1;
    return true;
  }
}
