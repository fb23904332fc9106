import { Spool, SpoolFolder, type TakenSegment } from '../../spool/index.ts';
import type { Accounts } from './accounts.ts';
import type { RefusedLine } from './attempt.ts';
import { DeadLetters } from './dead-letters.ts';
import type { ShipperSettings } from './messages.ts';
import { Parcel } from './parcel.ts';

const SEGMENT_BYTES = 1_048_576;
/** Dead letters may take this share of what the spool may. */
const DEAD_LETTER_SHARE = 0.25;
/** After a refusal the disk is asked again this much later. */
const RETRY_DISK_AFTER_MS = 1000;

/** The disk as the shipper sees it: a spool and dead letters, or nothing at all. */
export class Shelf {
  readonly #spool: Spool | undefined;
  readonly #letters: DeadLetters | undefined;
  #accounts: Accounts | undefined;
  #onFault: ((message: string) => void) | undefined;
  /** The segment that is being delivered, and which frame of it comes next. */
  #segment: TakenSegment | undefined;
  #frame = 0;
  /** A parcel from disk that is waiting for another attempt. */
  #returned: Parcel | undefined;
  #isOut = false;
  #isTaking = false;
  #refusedMs = Number.NEGATIVE_INFINITY;
  #knownLines: number;

  constructor({ spool, elasticsearch, knownLines }: ShipperSettings) {
    this.#knownLines = knownLines;
    if (spool === undefined) return;
    const { dir, service, folder, maxBytes, maxAgeMs } = spool;
    this.#spool = new Spool(
      new SpoolFolder(dir, service, 'logs', folder),
      { maxBytes, maxAgeMs, segmentBytes: SEGMENT_BYTES, isText: true },
      {
        onDropped: (reason, lines) => this.#accounts?.dropped(reason, lines),
        onAdopted: (lines) => this.#found(lines),
        onFault: (error) => this.#fault(error),
      },
    );
    const share = maxBytes * DEAD_LETTER_SHARE;
    this.#letters = new DeadLetters(dir, service, folder, elasticsearch.index, share);
  }

  watch(accounts: Accounts, onFault: (message: string) => void): void {
    this.#accounts = accounts;
    this.#onFault = onFault;
  }

  #fault(error: Error): void {
    this.#refusedMs = performance.now();
    this.#onFault?.(error.message);
  }

  get items(): number {
    return this.#spool?.items ?? 0;
  }

  /** False without a spool, and for a while after the disk refused. */
  get isUsable(): boolean {
    const isRefusing = performance.now() - this.#refusedMs < RETRY_DISK_AFTER_MS;
    return this.#spool !== undefined && !isRefusing;
  }

  async adopt(isStart: boolean): Promise<void> {
    await this.#spool?.adopt(isStart);
    // Known and not there: they were delivered, and the thread died before it could say so.
    if (isStart && this.#knownLines > 0) this.#accounts?.delivered(this.#knownLines);
    this.#knownLines = 0;
  }

  #found(lines: number): void {
    const known = Math.min(lines, this.#knownLines);
    this.#knownLines -= known;
    if (lines > known) this.#accounts?.adopted(lines - known);
  }

  /** False when it could not be written. */
  async put({ lines }: Parcel): Promise<boolean> {
    if (!this.isUsable) return false;
    const payload = Buffer.from(`${lines.join('\n')}\n`);
    return (await this.#spool?.append(payload, lines.length)) === true;
  }

  async bury(refused: readonly RefusedLine[]): Promise<boolean> {
    return (await this.#letters?.add(refused)) === true;
  }

  /** The next lines from disk, one parcel at a time; `whenReady` is called when they are read. */
  next(whenReady: () => void): Parcel | undefined {
    if (this.#isOut || this.#spool === undefined) return undefined;
    const frame = this.#segment?.frames[this.#frame];
    const parcel =
      this.#returned ?? (frame && new Parcel(frame.payload.toString('utf8'), undefined));
    if (parcel !== undefined) {
      this.#returned = undefined;
      this.#isOut = true;
      return parcel;
    }
    if (this.#spool.hasWaiting && !this.#isTaking) void this.#take(whenReady);
    return undefined;
  }

  async #take(whenReady: () => void): Promise<void> {
    this.#isTaking = true;
    const taken = await this.#spool?.take();
    this.#isTaking = false;
    this.#segment = taken;
    this.#frame = 0;
    // Nothing of it can be read: then it is the next one's turn.
    if (taken?.frames.length === 0) this.#endSegment();
    if (taken !== undefined) whenReady();
  }

  /** Some lines of the parcel remain; it comes again. */
  giveBack(parcel: Parcel): void {
    this.#segment?.settle(settledOf(parcel));
    this.#returned = parcel;
    this.#isOut = false;
  }

  /** The parcel's lines have all found their end. */
  finish(parcel: Parcel): void {
    this.#segment?.settle(settledOf(parcel));
    this.#isOut = false;
    this.#frame += 1;
    if (this.#frame >= (this.#segment?.frames.length ?? 0)) this.#endSegment();
  }

  #endSegment(): void {
    const segment = this.#segment;
    this.#segment = undefined;
    void segment?.done();
  }

  async close(): Promise<void> {
    await this.#letters?.close();
    await this.#spool?.close();
  }
}

/** Lines whose end has not been told yet. */
function settledOf({ outcome }: Parcel): number {
  const { delivered, deadLettered, rejectedStored, dropped } = outcome;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return delivered + deadLettered + rejectedStored + lost;
}
