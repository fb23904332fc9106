/**
 * What happened to the items of one signal, as plain numbers that the metrics read. At any moment
 * accepted + adopted = delivered + deadLettered + rejectedStored + dropped + spooled + inFlight.
 */
export class ExportCounters {
  accepted = 0;
  /** Found in the spool of a process that had died. */
  adopted = 0;
  delivered = 0;
  /** Refused for good by the backend, and kept on disk with the reason. */
  deadLettered = 0;
  /** Refused by the mapping and kept by the backend itself, in its failure store. */
  rejectedStored = 0;
  /** What lies on disk; undefined = nothing ever did. */
  disk: { readonly items: number } | undefined;
  readonly dropped = new Map<string, number>();
  readonly failures = new Map<string, number>();
  lastSuccessMs = 0;

  /** On disk now. */
  get spooled(): number {
    return this.disk?.items ?? 0;
  }

  get inFlight(): number {
    let settled = this.delivered + this.deadLettered + this.rejectedStored + this.spooled;
    for (const count of this.dropped.values()) settled += count;
    return this.accepted + this.adopted - settled;
  }

  drop(reason: string, items: number): void {
    if (items > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + items);
  }

  fail(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }
}
