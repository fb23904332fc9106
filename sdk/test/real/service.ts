import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Child } from '../../bench/machine/child.ts';
import type { SignalStatus } from '../../src/handle.ts';
import { FIXTURE_NODE } from '../support/paths.ts';
import { eventually } from './eventually.ts';

const FILE = fileURLToPath(new URL('service.mjs', import.meta.url));
/** What `service.mjs` exits with when it is told to finish. */
export const EXIT_CODE = 7;
/**
 * Resident memory of the service, whatever happens to its backends: Node, the SDK and its clients,
 * and the bounds of all queues on top.
 */
export const PEAK_RSS_MAX_MB = 300;
const STDERR_MAX = 4000;
const ENDS_WITHIN_MS = 20_000;

/** What the service says of itself. */
export interface Look {
  readonly logs: SignalStatus;
  readonly spans: SignalStatus;
  /** Numbers up to these have been emitted. */
  readonly emitted: { readonly logs: number; readonly spans: number };
}

/** Attempts to deliver that failed. */
export function failuresOf({ failures }: SignalStatus): number {
  return Object.values(failures).reduce((sum, count) => sum + count, 0);
}

/** Every line has found its end. */
export function isAtRest({ logs }: Look): boolean {
  return logs.spooled + logs.inFlight === 0;
}

export interface Work {
  readonly signal: 'logs' | 'spans';
  /** The first number. Default: 1. */
  readonly from?: number;
  /** The last one. */
  readonly to: number;
  /** One line in so many does not fit the mapping. Default: all fit. */
  readonly misfitEvery?: number;
}

/**
 * The service waits while more than this is in memory: what memory takes by default, less some. A
 * batch of spans counts as on disk a moment before memory has room for the next.
 */
export const IN_FLIGHT_MAX = { logs: 8000, spans: 1400 } as const;

/** A running service on the built package. */
export class Service extends Child {
  stderr = '';
  peakRssMb = 0;
  /** The least that any look found in flight; below zero the account would be wrong. */
  leastInFlight = 0;

  constructor(child: ChildProcess) {
    super('service', child);
    child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_MAX);
    });
  }

  /** Starts to emit; resolves at once. */
  async emit(work: Work): Promise<void> {
    await this.call('emit', { from: 1, inFlightMax: IN_FLIGHT_MAX[work.signal], ...work });
  }

  async look(): Promise<Look> {
    const look = await this.call<Look>('look');
    this.leastInFlight = Math.min(this.leastInFlight, look.logs.inFlight, look.spans.inFlight);
    this.#readPeak();
    return look;
  }

  /** Resolves with the look that is as wanted. */
  async until(isSo: (look: Look) => boolean, timeoutMs: number): Promise<Look> {
    return eventually(() => this.look(), isSo, timeoutMs);
  }

  #readPeak(): void {
    const status = readFileSync(`/proc/${this.pid}/status`, 'latin1');
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    this.peakRssMb = Number(kilobytes) / 1024;
  }

  /** Lets it end by itself; resolves to `code 7` if nothing gets in its way. */
  async finish(): Promise<string> {
    await this.call('finish');
    return this.#ended();
  }

  /** Ends it; resolves to the signal that it died of. */
  async end(signal: NodeJS.Signals): Promise<string> {
    this.process.kill(signal);
    return this.#ended();
  }

  async #ended(): Promise<string> {
    const { process: child } = this;
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, 'exit', { signal: AbortSignal.timeout(ENDS_WITHIN_MS) });
    }
    return child.signalCode ?? `code ${child.exitCode}`;
  }
}

/** Starts the service with nothing of the test runner's own environment. */
export async function startService(env: Readonly<Record<string, string>>): Promise<Service> {
  const child = spawn(FIXTURE_NODE, [FILE], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      OTEL_SERVICE_NAME: 'real',
      SIGHTLINE_ADMIN_PORT: 'off',
      ...env,
    },
  });
  const service = new Service(child);
  try {
    await service.message('ready');
    return service;
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${service.stderr}`, { cause: error });
  }
}
