/** The wires on which data comes in. */
export const WIRES = ['otlp-grpc', 'otlp-http', 'bulk', 'scrape', 'child'] as const;
export type Wire = (typeof WIRES)[number];

export type IngestSignal = 'logs' | 'spans' | 'metrics';

/** What came in on one wire since the start: lines, spans or samples. */
export interface WireCount {
  readonly wire: Wire;
  readonly signal: IngestSignal;
  readonly accepted: number;
  /** Not taken, by reason. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Reasons are our own few words; the bound holds should one ever carry text of a sender. */
const REASONS_MAX = 40;
const OTHER_REASON = 'other';

interface Count {
  accepted: number;
  readonly refused: Map<string, number>;
}

/** Counts what every wire took and refused. */
export class IngestCounters {
  readonly #counts = new Map<string, Count>();

  accept(wire: Wire, signal: IngestSignal, count: number): void {
    if (count > 0) this.#of(wire, signal).accepted += count;
  }

  refuse(wire: Wire, signal: IngestSignal, reason: string, count: number): void {
    if (count <= 0) return;
    const { refused } = this.#of(wire, signal);
    const known = refused.has(reason) || refused.size < REASONS_MAX;
    const name = known ? reason : OTHER_REASON;
    refused.set(name, (refused.get(name) ?? 0) + count);
  }

  /** Every wire and signal that was used so far. */
  snapshot(): readonly WireCount[] {
    return [...this.#counts].map(([key, { accepted, refused }]) => {
      const [wire, signal] = key.split(' ') as [Wire, IngestSignal];
      return { wire, signal, accepted, refused: Object.fromEntries(refused) };
    });
  }

  #of(wire: Wire, signal: IngestSignal): Count {
    const key = `${wire} ${signal}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { accepted: 0, refused: new Map() };
      this.#counts.set(key, count);
    }
    return count;
  }
}
