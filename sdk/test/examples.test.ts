import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../scripts/real-parts/process.ts';
import { ATTR } from '../src/contract/index.ts';
import {
  parseLine,
  startOtlpReceiver,
  type CollectedLine,
  type CollectedSpan,
  type OtlpReceiver,
} from '../src/testing/index.ts';
import { ROOT_FOLDER } from './support/paths.ts';
import { announcedTargets } from './support/targets.ts';

interface Wanted {
  readonly path: string;
  readonly status: number;
  readonly route?: string;
  readonly error?: string;
  /** A line of the application that carries the ids of the request. */
  readonly line?: string;
  readonly spans?: readonly string[];
  readonly failedSpans?: readonly string[];
}

interface Expectations {
  readonly preload?: boolean;
  readonly requests: readonly Wanted[];
  readonly metrics?: readonly string[];
}

const EXAMPLES = join(ROOT_FOLDER, 'examples');
/** The shop is a system with tests of its own. */
const NAMES = readdirSync(EXAMPLES).filter(
  (name) => name !== 'shop' && existsSync(join(EXAMPLES, name, 'package.json')),
);
const START_MS = 20_000;
const LOOK_MS = 20;
const LINES_MAX = 45;

/** Types of its framework may be missing; then it is JavaScript. */
function fileOf(name: string): string {
  const [typed, plain] = ['app.ts', 'app.mjs'].map((file) => join(EXAMPLES, name, 'src', file));
  return existsSync(typed ?? '') ? (typed ?? '') : (plain ?? '');
}

/** A running example and what it says. */
class Example {
  readonly lines: CollectedLine[] = [];
  readonly said: Record<string, unknown>[] = [];
  readonly #child: ChildProcess;
  readonly #targets = mkdtempSync(join(tmpdir(), 'example-targets-'));

  constructor(name: string, port: number, otlp: OtlpReceiver, { preload }: Expectations) {
    const flags = preload === true ? ['--import', 'sightline/register'] : [];
    this.#child = spawn(process.execPath, [...flags, fileOf(name)], {
      cwd: join(EXAMPLES, name),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '50',
        SIGHTLINE_ADMIN_PORT: '0',
        SIGHTLINE_TARGETS_DIR: this.#targets,
      },
    });
    let rest = '';
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.lines.push(...[parseLine(line)].flatMap((found) => found ?? []));
        if (line.startsWith('{')) this.said.push(JSON.parse(line) as Record<string, unknown>);
      }
    });
  }

  async listens(): Promise<void> {
    const deadline = Date.now() + START_MS;
    const isTold = (): boolean =>
      this.said.some(({ message, msg }) => String(message ?? msg).startsWith('listening on'));
    while (!isTold()) {
      if (Date.now() > deadline || this.#child.exitCode !== null)
        throw new Error('does not listen');
      await sleep(LOOK_MS);
    }
  }

  /** Address of its admin server, once it is announced. */
  get admin(): string | undefined {
    return announcedTargets(this.#targets).flatMap(({ targets }) => targets)[0];
  }

  stop(): void {
    this.#child.kill('SIGKILL');
    rmSync(this.#targets, { recursive: true, force: true });
  }
}

describe.each(NAMES)('examples/%s', (name) => {
  const file = join(EXAMPLES, name, 'expect.yaml');
  const wanted = existsSync(file)
    ? (parse(readFileSync(file, 'utf8')) as Expectations)
    : { requests: [] };
  let otlp: OtlpReceiver;
  let example: Example;
  let origin: string;
  beforeAll(async () => {
    otlp = await startOtlpReceiver();
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    example = new Example(name, port, otlp, wanted);
    await example.listens();
  });
  afterEach(() => otlp.clear());
  afterAll(async () => {
    example?.stop();
    await otlp?.close();
  });

  test('is small, and says what has to be seen of it', () => {
    const text = readFileSync(fileOf(name), 'utf8');
    expect(text.split('\n').length).toBeLessThan(LINES_MAX);
    expect(wanted.requests.length).toBeGreaterThan(0);
  });

  test.each(wanted.requests)('$path', async ({ path, status, route, error, line, ...more }) => {
    const answer = await fetch(origin + path);
    await answer.arrayBuffer();
    expect(answer.status).toBe(status);
    const entry = (): CollectedSpan | undefined =>
      otlp.spans.find(({ kind, attributes }) => kind === 'server' && ATTR.method in attributes);
    await expect.poll(entry, { timeout: 10_000 }).toBeDefined();
    const { traceId, attributes, name: spanName } = entry() as CollectedSpan;
    expect(attributes[ATTR.route]).toBe(route);
    expect(spanName).toBe(route === undefined ? 'GET' : `GET ${route}`);

    const ofTrace = (): string[] =>
      otlp.spans
        .filter((span) => span.traceId === traceId && span.name !== spanName)
        .map((span) => span.name);
    await expect.poll(() => ofTrace().toSorted()).toEqual((more.spans ?? []).toSorted());
    const failed = otlp.spans
      .filter((span) => span.name !== spanName && span.status.code === 'error')
      .map((span) => span.name);
    expect(failed.toSorted()).toEqual((more.failedSpans ?? []).toSorted());

    const own = (): CollectedLine | undefined =>
      example.lines.find(({ trace, http }) => trace?.id === traceId && http !== undefined);
    await expect.poll(own).toMatchObject({ http: { response: { status_code: status } } });
    if (error !== undefined) expect(own()).toMatchObject({ error: { type: error } });
    if (line === undefined) return;
    const told = (): boolean =>
      example.said.some(
        (said) => [said['message'], said['msg']].includes(line) && holds(said, traceId),
      );
    await expect.poll(told).toBe(true);
  });

  test.each(wanted.metrics ?? [])('shows its own metric %s', async (metric) => {
    await expect.poll(() => example.admin, { timeout: 10_000 }).toBeDefined();
    const page = await fetch(`http://${example.admin ?? ''}/metrics`);
    expect(await page.text()).toContain(metric);
  });
});

const holds = (said: object, traceId: string): boolean => JSON.stringify(said).includes(traceId);
