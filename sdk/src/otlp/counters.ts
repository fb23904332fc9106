/** What happened to the items of one signal, as plain numbers that the metrics read. */
export class ExportCounters {
  accepted = 0;
  delivered = 0;
  readonly dropped = new Map<string, number>();
  readonly failures = new Map<string, number>();
  lastSuccessMs = 0;

  get inFlight(): number {
    let dropped = 0;
    for (const count of this.dropped.values()) dropped += count;
    return this.accepted - this.delivered - dropped;
  }

  drop(reason: string, items: number): void {
    if (items > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + items);
  }

  fail(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }
}
