import { setImmediate as turn } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Account, FromShipper } from '../../src/logs/direct/messages.ts';
import type { BulkAnswer, BulkItem } from '../../src/logs/direct/outcome.ts';
import { Shelf } from '../../src/logs/direct/shelf.ts';
import { Shipper } from '../../src/logs/direct/shipper.ts';

/** A shipper between a service and an Elasticsearch that the test plays; time is virtual. */
export class ShipperBench {
  /** What Elasticsearch holds: id -> times stored. */
  readonly stored = new Map<string, number>();
  readonly said: FromShipper[] = [];
  answer: (lines: readonly string[]) => BulkAnswer | Promise<BulkAnswer> = (lines) =>
    this.store(lines);
  accepted = 0;
  readonly totals = { delivered: 0, deadLettered: 0, rejectedStored: 0, adopted: 0, dropped: 0 };
  spooled = 0;
  /** Moments at which the account did not agree with what the service still holds. */
  readonly imbalances: string[] = [];
  readonly #unsettled = new Map<number, number>();
  readonly #shipper: Shipper;
  #nextId = 1;

  /** @param root the spool's folder; undefined = there is no disk. */
  constructor(root: string | undefined, maxBytes = 50_000_000) {
    const elasticsearch = {
      url: 'http://es',
      authorization: undefined,
      apiKeyFile: undefined,
      ca: undefined,
      index: 'logs-sightline-test',
    };
    const bounds = { maxBytes, maxAgeMs: 86_400_000 };
    const spool = root && { ...bounds, dir: root, service: 'shop', folder: 'own' };
    this.#shipper = new Shipper({
      client: {
        send: async (lines) => this.answer(lines),
        close: () => Promise.resolve(),
      },
      shelf: new Shelf({
        elasticsearch,
        spool: spool || undefined,
        knownLines: 0,
      }),
      post: (message) => this.#hear(message),
    });
  }

  #hear(message: FromShipper): void {
    this.said.push(message);
    if (message.kind !== 'account') return;
    const { account } = message;
    for (const id of account.settled ?? []) this.#unsettled.delete(id);
    for (const key of ['delivered', 'deadLettered', 'rejectedStored', 'adopted'] as const) {
      this.totals[key] += account[key] ?? 0;
    }
    this.totals.dropped += dropsOf(account);
    this.spooled = account.spooled;
    this.#checkBalance();
  }

  /** Lines whose fate is not told yet: as the service would work it out. */
  get inFlight(): number {
    const { delivered, deadLettered, rejectedStored, adopted, dropped } = this.totals;
    const settled = delivered + deadLettered + rejectedStored + dropped + this.spooled;
    return this.accepted + adopted - settled;
  }

  #checkBalance(): void {
    let kept = 0;
    for (const lines of this.#unsettled.values()) kept += lines;
    const { inFlight } = this;
    if (inFlight < 0 || inFlight > kept) this.imbalances.push(`${inFlight} of ${kept} in flight`);
  }

  store(lines: readonly string[], item: (line: string) => BulkItem = () => ({ status: 201 })) {
    const items = lines.map((line) => {
      const { id } = JSON.parse(line) as { id: string };
      if (this.stored.has(id)) return { status: 409 };
      const result = item(line);
      if (result.status < 300) this.stored.set(id, 1);
      return result;
    });
    return { kind: 'answered', items } as const;
  }

  batch(count: number, padding = 0): void {
    let text = '';
    for (let n = 0; n < count; n += 1) {
      text += `${JSON.stringify({ id: `line-${this.accepted + n}`, pad: 'x'.repeat(padding) })}\n`;
    }
    this.accepted += count;
    const bytes = Buffer.from(text);
    const memory = new SharedArrayBuffer(bytes.length);
    Buffer.from(memory).set(bytes);
    const id = this.#nextId++;
    this.#unsettled.set(id, count);
    const { length } = bytes;
    this.#shipper.receive({ kind: 'batch', id, memory, length, lines: count });
  }

  flush(): void {
    this.#shipper.receive({ kind: 'flush', id: 7 });
  }

  careful(on: boolean): void {
    this.#shipper.receive({ kind: 'careful', on });
  }

  stop(): void {
    this.#shipper.receive({ kind: 'stop' });
  }

  isSaid(kind: FromShipper['kind']): boolean {
    return this.said.some((message) => message.kind === kind);
  }

  /** Lets all promises catch up. */
  async settle(): Promise<void> {
    for (let round = 0; round < 40; round += 1) await turn();
  }

  /** Waits, in real time, until something is so. */
  async until(condition: () => boolean): Promise<void> {
    const giveUpMs = performance.now() + 20_000;
    while (!condition() && performance.now() < giveUpMs) await turn();
    if (!condition()) throw new Error('it did not come about');
  }

  async pass(ms: number, stepMs = 1000): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await vi.advanceTimersByTimeAsync(stepMs);
      await this.settle();
    }
  }
}

function dropsOf({ dropped = {} }: Account): number {
  return Object.values(dropped).reduce((sum, lines) => sum + lines, 0);
}
