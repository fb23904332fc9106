/** What happened to sampled spans, as plain numbers that the metrics read. */
export class SpanCounters {
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

  drop(reason: string, spans: number): void {
    if (spans > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + spans);
  }

  fail(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }
}
