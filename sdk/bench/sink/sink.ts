import type { Child } from '../machine/child.ts';
import { startHelper } from '../machine/child.ts';
import { LOAD_CORE } from '../machine/pin.ts';

/** What arrived on one port since it was opened. */
export interface Received {
  spans: number;
  logRecords: number;
  /** Observations by instrument name, from OTLP metrics. */
  histograms: Record<string, number>;
  bytes: number;
}

/** The OTLP receiver, in its own process on the load generator's core. */
export class Sink {
  readonly #child: Child;

  constructor() {
    this.#child = startHelper('OTLP receiver', new URL('receiver.ts', import.meta.url), LOAD_CORE);
  }

  async open(port: number): Promise<void> {
    await this.#child.call('open', { port });
  }

  read(port: number): Promise<Received> {
    return this.#child.call<Received>('read', { port });
  }

  stop(): Promise<void> {
    return this.#child.stop('SIGKILL');
  }
}
