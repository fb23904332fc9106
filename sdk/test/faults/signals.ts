import { randomInt } from 'node:crypto';
import {
  startBulkReceiver,
  startOtlpReceiver,
  type BulkReceiver,
  type OtlpReceiver,
  type ReceiverTls,
} from '../../src/testing/index.ts';
import { lineArrivals, spanArrivals, type Arrivals } from './arrivals.ts';
import {
  OPENTELEMETRY,
  PINO_ELASTICSEARCH,
  SIGHTLINE_LOGS,
  SIGHTLINE_SPANS,
  type SubjectKind,
} from './subjects.ts';

/** What the backends of both signals have in common. */
export interface Backend extends Pick<BulkReceiver, 'endpoint' | 'close' | 'reopen'> {
  readonly requests: readonly unknown[];
}

/** A signal: where it goes, who ships it, and how it is counted there. */
export interface Signal<Receiver extends Backend> {
  readonly name: 'logs' | 'spans';
  /** What is counted: `line` or `span`. */
  readonly item: string;
  readonly open: (tls?: ReceiverTls) => Promise<Receiver>;
  readonly arrivals: (receiver: Receiver, spool: string) => Arrivals;
  readonly sightline: SubjectKind;
  /** What the signal's own part does when nothing supervises it. */
  readonly raw: SubjectKind;
}

export const LOGS: Signal<BulkReceiver> = {
  name: 'logs',
  item: 'line',
  open: (tls) => onSteadyPort((port) => startBulkReceiver({ port, ...(tls && { tls }) })),
  arrivals: lineArrivals,
  sightline: SIGHTLINE_LOGS,
  raw: PINO_ELASTICSEARCH,
};

export const SPANS: Signal<OtlpReceiver> = {
  name: 'spans',
  item: 'span',
  open: () => onSteadyPort((port) => startOtlpReceiver({ port })),
  arrivals: spanArrivals,
  sightline: SIGHTLINE_SPANS,
  raw: OPENTELEMETRY,
};

const STEADY_PORTS = { from: 20_000, to: 32_000 };
const PORT_ATTEMPTS = 50;

/**
 * Below the ports that systems hand out: while a receiver is gone, no connection of anybody else
 * may come to be on its port.
 */
async function onSteadyPort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(randomInt(STEADY_PORTS.from, STEADY_PORTS.to));
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error;
    }
  }
}
