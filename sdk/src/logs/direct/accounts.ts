import type { Account, FromShipper } from './messages.ts';
import type { Parcel } from './parcel.ts';

/** Tells the service what became of its lines, in amounts that always add up. */
export class Accounts {
  readonly #post: (message: FromShipper) => void;
  readonly #spooled: () => number;

  constructor(post: (message: FromShipper) => void, spooled: () => number) {
    this.#post = post;
    this.#spooled = spooled;
  }

  #tell(account: Omit<Account, 'spooled'>): void {
    this.#post({ kind: 'account', account: { ...account, spooled: this.#spooled() } });
  }

  /** The number of lines on disk has changed. */
  tell(): void {
    this.#tell({});
  }

  /** All lines of a parcel have found their end, or are on disk. */
  settle(parcel: Parcel): void {
    const { batch } = parcel;
    this.#tell({ ...take(parcel), ...(batch === undefined ? {} : { settled: [batch] }) });
  }

  /** Some lines of a parcel from disk have found their end. */
  progress(parcel: Parcel): void {
    this.#tell(take(parcel));
  }

  succeeded(): void {
    this.#tell({ lastSuccessMs: Date.now() });
  }

  failed(reason: string): void {
    this.#tell({ failures: { [reason]: 1 } });
  }

  delivered(lines: number): void {
    this.#tell({ delivered: lines });
  }

  adopted(lines: number): void {
    this.#tell({ adopted: lines });
  }

  dropped(reason: string, lines: number): void {
    this.#tell({ dropped: { [reason]: lines } });
  }
}

/** What is to be told now; told once. */
function take({ outcome }: Parcel): Omit<Account, 'spooled'> {
  const { delivered, deadLettered, rejectedStored } = outcome;
  const told = { delivered, deadLettered, rejectedStored, dropped: { ...outcome.dropped } };
  outcome.delivered = 0;
  outcome.deadLettered = 0;
  outcome.rejectedStored = 0;
  for (const reason of Object.keys(outcome.dropped)) delete outcome.dropped[reason];
  return told;
}
