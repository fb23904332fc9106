/** How often an observation went to an overflow series, by metric and by the label that grew. */
export class OverflowCounts {
  readonly #counts = new Map<string, { metric: string; label: string; value: number }>();

  count(metric: string, label: string): void {
    const key = `${metric} ${label}`;
    const entry = this.#counts.get(key);
    if (entry === undefined) this.#counts.set(key, { metric, label, value: 1 });
    else entry.value += 1;
  }

  entries(): Iterable<{ metric: string; label: string; value: number }> {
    return this.#counts.values();
  }
}
