import { droppedOf, imbalance, type Account, type Accounts } from './account.ts';
import type { Subject } from './launch.ts';

const LOOK_EVERY_MS = 100;

/** Looks at the processes of one service all the time, and keeps what has to be known of them. */
export class Watch {
  readonly #signal: keyof Accounts;
  #subject: Subject | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of the process that runs now. */
  #last: Accounts | undefined;
  #droppedEarlier = 0;
  looks = 0;
  /** One sentence for each look at which an account did not add up. */
  readonly imbalances: string[] = [];
  /** The most that was on disk at a look. */
  mostSpooled = 0;

  constructor(signal: keyof Accounts) {
    this.#signal = signal;
  }

  /** From now on this process is looked at. */
  begin(subject: Subject): void {
    this.#droppedEarlier = this.dropped;
    this.#last = undefined;
    this.#subject = subject;
    let isAsking = false;
    this.#timer = setInterval(() => {
      subject.readPeak();
      // One that is blocked or stopped answers later.
      if (isAsking || subject.isGone) return;
      isAsking = true;
      void this.look().finally(() => {
        isAsking = false;
      });
    }, LOOK_EVERY_MS);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** Reads the accounts, and holds them to their identity. */
  async look(): Promise<void> {
    const answer = await this.#subject?.ask<{ status?: Accounts }>('status');
    if (answer?.status === undefined) return;
    const { status } = answer;
    this.looks += 1;
    this.#last = status;
    this.mostSpooled = Math.max(this.mostSpooled, status[this.#signal].spooled);
    for (const signal of ['logs', 'spans'] as const) {
      const off = imbalance(status[signal]);
      if (off !== 0) this.imbalances.push(`${signal}: ${off} of ${JSON.stringify(status[signal])}`);
    }
  }

  get account(): Account | undefined {
    return this.#last?.[this.#signal];
  }

  /** What the accounts of all processes count as dropped. */
  get dropped(): number {
    const { account } = this;
    return this.#droppedEarlier + (account === undefined ? 0 : droppedOf(account));
  }

  /** Attempts to deliver that failed. */
  get failures(): number {
    return Object.values(this.account?.failures ?? {}).reduce((sum, count) => sum + count, 0);
  }

  /** False while something waits or is under way. */
  get isAtRest(): boolean {
    const { spooled = 0, inFlight = 0 } = this.account ?? {};
    return spooled + inFlight === 0;
  }
}
