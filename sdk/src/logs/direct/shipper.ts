import { DROP_REASON } from '../../contract/index.ts';
import { Accounts } from './accounts.ts';
import { attempt, type Attempt } from './attempt.ts';
import {
  ADOPT_EVERY_MS,
  LANES_MAX,
  PENDING_LIMIT_BYTES,
  PENDING_MAX_BYTES,
  REST_MS,
} from './bounds.ts';
import { Breaker } from './breaker.ts';
import type { BulkAnswer } from './outcome.ts';
import type { FromShipper, ToShipper } from './messages.ts';
import { Parcel } from './parcel.ts';
import type { Shelf } from './shelf.ts';

export interface ShipperParts {
  readonly client: {
    send(lines: readonly string[]): Promise<BulkAnswer>;
    close(): Promise<void>;
  };
  readonly shelf: Shelf;
  readonly post: (message: FromShipper) => void;
}

/**
 * Brings lines to Elasticsearch: from memory while it answers, by way of the disk while it does
 * not. Runs in a thread of its own; knows its neighbours by messages only.
 */
export class Shipper {
  readonly #client: ShipperParts['client'];
  readonly #shelf: Shelf;
  readonly #post: ShipperParts['post'];
  readonly #accounts: Accounts;
  readonly #breaker = new Breaker(() => this.#pump());
  readonly #pending: Parcel[] = [];
  #pendingBytes = 0;
  #lanes = 0;
  #memoryLanes = 0;
  #isShelving = false;
  #isCareful = false;
  #isStopped = false;
  /** Parcels of which the backend refused a part for now; counted with those that are pending. */
  readonly #resting = new Set<Parcel>();
  readonly #flushes: number[] = [];
  readonly #adopt: NodeJS.Timeout;

  constructor({ client, shelf, post }: ShipperParts) {
    this.#client = client;
    this.#shelf = shelf;
    this.#post = post;
    this.#accounts = new Accounts(post, () => shelf.items);
    shelf.watch(this.#accounts, (message) => post({ kind: 'diskFault', message }));
    this.#adopt = setInterval(() => void this.#takeOver(false), ADOPT_EVERY_MS).unref();
    void this.#takeOver(true);
  }

  async #takeOver(isStart: boolean): Promise<void> {
    await this.#shelf.adopt(isStart);
    this.#accounts.tell();
    this.#pump();
  }

  receive(message: ToShipper): void {
    if (message.kind === 'batch') {
      const { id, memory, length } = message;
      this.#add(new Parcel(Buffer.from(memory, 0, length).toString('utf8'), id));
    } else if (message.kind === 'careful') {
      this.#isCareful = message.on;
    } else if (message.kind === 'flush') {
      this.#flushes.push(message.id);
      this.#wakeAll();
      this.#breaker.hurry();
    } else {
      void this.#stop();
    }
    this.#pump();
  }

  #add(parcel: Parcel): void {
    this.#pending.push(parcel);
    this.#pendingBytes += parcel.bytes;
  }

  /** Starts whatever can start. Called after every change. */
  #pump(): void {
    if (this.#isStopped) return;
    if (this.#mustShelve) void this.#shelveOldest();
    while (this.#lanes < LANES_MAX && this.#breaker.mayTry) {
      const parcel = this.#next();
      if (parcel === undefined) break;
      this.#breaker.began();
      void this.#deliver(parcel);
    }
    this.#tellFlushed();
  }

  /** What is in memory goes before what is on disk, so that fresh lines are seen soon. */
  #next(): Parcel | undefined {
    const parcel = this.#pending.shift();
    if (parcel === undefined) return this.#shelf.next(() => this.#pump());
    this.#pendingBytes -= parcel.bytes;
    return parcel;
  }

  get #mustShelve(): boolean {
    const isOver = this.#pendingBytes > PENDING_MAX_BYTES;
    if (isOver || this.#breaker.isOpen) this.#wakeAll();
    if (this.#pending.length === 0 || this.#isShelving) return false;
    return isOver || (this.#shelf.isUsable && (this.#isCareful || this.#breaker.isOpen));
  }

  /** The oldest goes to disk; when the disk refuses and memory is full, it is dropped. */
  async #shelveOldest(): Promise<void> {
    const parcel = this.#pending.shift();
    if (parcel === undefined) return;
    this.#isShelving = true;
    const isShelved = await this.#shelf.put(parcel);
    this.#isShelving = false;
    if (isShelved) {
      this.#pendingBytes -= parcel.bytes;
      this.#accounts.settle(parcel);
    } else if (this.#pendingBytes > PENDING_LIMIT_BYTES) {
      this.#pendingBytes -= parcel.bytes;
      parcel.drop(DROP_REASON.queueFull, parcel.lines.length);
      parcel.lines = [];
      this.#accounts.settle(parcel);
    } else {
      this.#pending.unshift(parcel);
      // Not at once again: the disk has just said no. The next batch or answer comes by here.
      this.#tellFlushed();
      return;
    }
    this.#pump();
  }

  async #deliver(parcel: Parcel): Promise<void> {
    const isFromMemory = parcel.batch !== undefined;
    this.#lanes += 1;
    if (isFromMemory) this.#memoryLanes += 1;
    const result = await attempt(parcel.lines, (lines) => this.#client.send(lines));
    await this.#bury(parcel, result);
    parcel.apply(result);
    this.#lanes -= 1;
    if (isFromMemory) this.#memoryLanes -= 1;
    this.#judge(result, parcel);
    if (parcel.lines.length === 0) {
      if (parcel.batch === undefined) this.#shelf.finish(parcel);
      this.#accounts.settle(parcel);
    } else if (parcel.batch === undefined) {
      this.#shelf.giveBack(parcel);
      this.#accounts.progress(parcel);
    } else {
      this.#pendingBytes += parcel.bytes;
      if (parcel.isPartly && !this.#breaker.isFailing) this.#rest(parcel);
      else this.#pending.unshift(parcel);
    }
    this.#pump();
  }

  /** The rest of a parcel that was taken in part comes again later; others are not held up. */
  #rest(parcel: Parcel): void {
    this.#resting.add(parcel);
    setTimeout(() => {
      if (this.#resting.delete(parcel)) this.#pending.push(parcel);
      this.#pump();
    }, REST_MS).unref();
  }

  #wakeAll(): void {
    this.#pending.push(...this.#resting);
    this.#resting.clear();
  }

  /** Lines that Elasticsearch will never take. */
  async #bury(parcel: Parcel, { refused }: Attempt): Promise<void> {
    const [first] = refused;
    if (first === undefined) return;
    if (await this.#shelf.bury(refused)) parcel.outcome.deadLettered += refused.length;
    else parcel.drop(DROP_REASON.rejected, refused.length);
    this.#post({ kind: 'deadLetter', message: first.reason });
  }

  #judge(
    { failure, retry, delivered, refused, rejectedStored }: Attempt,
    { isPartly, batch }: Parcel,
  ): void {
    if (failure === undefined) {
      this.#accounts.succeeded();
      this.#recovered();
      this.#breaker.succeeded();
      return;
    }
    this.#accounts.failed(failure.reason);
    if (failure.isOfItems && isPartly) {
      const taken = delivered + refused.length + rejectedStored;
      // A rest that is refused once more says nothing of the others; one from disk comes at once.
      if (taken > 0 || batch === undefined) {
        this.#recovered();
        this.#breaker.busy(retry.length / (retry.length + taken));
        return;
      }
      if (!this.#breaker.isFailing) return;
    }
    const isFirst = !this.#breaker.isFailing;
    this.#breaker.failed(failure.retryAfterMs);
    if (isFirst) {
      this.#post({ kind: 'outage', reason: failure.reason, message: failure.message });
    }
  }

  #recovered(): void {
    if (this.#breaker.isFailing) this.#post({ kind: 'recovered' });
  }

  /** A flush is over when memory is empty, or when trying again would only repeat a failure. */
  #tellFlushed(): void {
    if (this.#flushes.length === 0 || this.#memoryLanes > 0 || this.#isShelving) return;
    const isStuck = this.#breaker.isFailing;
    if (isStuck && this.#shelf.isUsable && this.#pending.length > 0) {
      void this.#shelveOldest();
      return;
    }
    if (this.#pending.length > 0 && !isStuck) return;
    this.#accounts.tell();
    for (const id of this.#flushes.splice(0)) this.#post({ kind: 'flushed', id });
  }

  async #stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#adopt);
    this.#breaker.hurry();
    await this.#shelf.close();
    await this.#client.close();
  }
}
