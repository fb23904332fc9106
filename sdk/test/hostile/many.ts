import { readFileSync } from 'node:fs';
import http from 'node:http';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { Random } from '../support/random.ts';
import { appFile, said } from './apps.ts';
import { pipelined, type WantedRequest } from './pipelined.ts';

/** Every made-up name, id and address of these tests has this in it. */
export const RANDOM_MARK = 'rnd';
/** Memory that any number of requests may add, once the caps are reached. */
export const GROWTH_MAX_BYTES = 100 * 1024 * 1024;

type Kind = 'bare' | 'express' | 'fastify';

export interface Figures {
  readonly what: string;
  readonly count: number;
  readonly seconds: number;
  readonly series: number;
  readonly pageBytes: number;
  readonly grownBytes: number;
}

/** A service that is asked for many things, its page, and what its memory does. */
export class Many {
  readonly fixture: Fixture;
  readonly #ports: Readonly<Record<Kind, number>>;

  constructor(fixture: Fixture, ports: Readonly<Record<Kind, number>>) {
    this.fixture = fixture;
    this.#ports = ports;
  }

  static async start(maxSeries: number, others: Readonly<Record<string, string>>): Promise<Many> {
    const env = { SIGHTLINE_METRICS_MAX_LABEL_SETS: String(maxSeries), ...others };
    // In a small heap a leak shows, and one that grows with every request is fatal.
    const nodeArgs = ['--max-old-space-size=160'];
    const fixture = await runFixture({ file: appFile('many-app.mjs'), nodeArgs, env });
    return new Many(fixture, await said(fixture, 'ports', 10_000));
  }

  residentBytes(): number {
    if (process.platform !== 'linux') return 0;
    const status = readFileSync(`/proc/${this.fixture.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Random URLs under one path, from random clients, by any method. */
  async visit(kind: Kind, prefix: string, count: number): Promise<Figures> {
    const random = new Random(count);
    const requestOf = (): WantedRequest => {
      const id = `${RANDOM_MARK}${random.below(2 ** 31).toString(36)}`;
      return {
        method: random.pick(METHODS),
        path: `${prefix}${id}?${id}=${id}`,
        headers: { 'user-agent': `${id}/1.0`, host: `${id}.example` },
      };
    };
    const answered = (): Promise<number> => pipelined(this.#ports[kind], count, requestOf);
    return this.#measured(`${kind} ${prefix}*`, count, answered);
  }

  /** Handlers that fail with errors of random names. */
  async fail(count: number): Promise<Figures> {
    const requestOf = (at: number): WantedRequest => ({
      method: 'GET',
      path: `/fail/${RANDOM_MARK}${at}`,
      headers: {},
    });
    const answered = (): Promise<number> => pipelined(this.#ports.express, count, requestOf);
    return this.#measured('random error names', count, answered);
  }

  /** Calls to random addresses that end with errors of random names. */
  async call(count: number, timeoutMs: number): Promise<Figures> {
    return this.#measured('random hosts and errors', count, () => {
      this.fixture.child.tell(String(count));
      return said<number>(this.fixture, 'called', timeoutMs);
    });
  }

  async #measured(what: string, count: number, run: () => Promise<number>): Promise<Figures> {
    const before = this.residentBytes();
    const startedMs = performance.now();
    const done = await run();
    if (done !== count) throw new Error(`${what}: ${done} of ${count} were answered`);
    const seconds = (performance.now() - startedMs) / 1000;
    const { body } = await this.fixture.adminRequest('/metrics');
    const grownBytes = this.residentBytes() - before;
    const series = body.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
    return { what, count, seconds, series, pageBytes: body.length, grownBytes };
  }
}

/** TRACE and CONNECT are answered in ways of their own. */
const METHODS = http.METHODS.filter((method) => !['CONNECT', 'TRACE', 'HEAD'].includes(method));
