import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOG_FIELD, SELF_METRICS, SHIPPED_DIRECT, SHIPPED_LABEL } from '../src/contract/index.ts';
import { startBulkReceiver, type BulkReceiver } from '../src/testing/index.ts';
import { Child } from './support/child.ts';
import { bundleFixture } from './support/bundle.ts';
import { ENVIRONMENT, runFixture, type Fixture, type FixtureOptions } from './support/fixture.ts';
import { FIXTURE_NODE, FIXTURES_FOLDER, SDK_FOLDER } from './support/paths.ts';

const STREAM = `logs-sightline-${ENVIRONMENT}`;

let elastic: BulkReceiver;
let spool: string;
let fixture: Fixture | undefined;

beforeEach(async () => {
  elastic = await startBulkReceiver();
  spool = join(mkdtempSync(join(tmpdir(), 'direct-test-')), 'spool');
});
afterEach(async () => {
  await fixture?.dispose();
  fixture = undefined;
  await elastic.close();
  rmSync(join(spool, '..'), { recursive: true, force: true });
});

const variables = (): Record<string, string> => ({
  SIGHTLINE_LOGS_ELASTICSEARCH_URL: elastic.endpoint,
  SIGHTLINE_SPOOL_DIR: spool,
});

async function start(options: Partial<FixtureOptions> = {}): Promise<Fixture> {
  const env = { ...variables(), ...options.env };
  fixture = await runFixture({ file: 'express5.mjs', ...options, env });
  return fixture;
}

interface Source {
  readonly message: string;
  readonly trace?: { readonly id: string };
  readonly labels?: Record<string, unknown>;
  readonly event: { readonly id: string; readonly sequence: number };
}

const sources = (): Source[] => elastic.documents.map(({ source }) => source as unknown as Source);
const messages = (): string[] => sources().map(({ message }) => message);

/** Files of lines that are still to be delivered. */
function spooledFiles(): string[] {
  if (!existsSync(spool)) return [];
  return readdirSync(spool, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:seg|open)$/.test(name),
  );
}

interface Account {
  readonly accepted: number;
  readonly adopted: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly rejectedStored: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly spooled: number;
  readonly inFlight: number;
}

async function account(service: Fixture): Promise<Account> {
  const { body } = await service.adminRequest('/status');
  return (JSON.parse(body) as { logs: Account }).logs;
}

describe('sent to Elasticsearch directly', () => {
  test('lines arrive under their ids, joined to their trace; stdout is silent', async () => {
    const service = await start();
    const answer = await service.request('/log');
    await elastic.waitForDocuments((all) =>
      all.some(({ source }) => String(source['message']).startsWith('GET /log 200')),
    );
    for (const { id, index, source } of elastic.documents) {
      expect(index).toBe(STREAM);
      expect(id).toBe((source as unknown as Source).event.id);
    }
    const hello = sources().find(({ message }) => message === 'hello');
    expect(hello?.trace?.id).toBe(answer.traceId);
    expect(service.lines()).toEqual([]);
    const [request] = elastic.requests.filter(({ path }) => path.endsWith('/_bulk'));
    expect(request?.headers['content-encoding']).toBe('gzip');
    expect(request?.path).toBe(`/${STREAM}/_bulk`);
    const started = sources().find(({ message }) => message === 'sightline started');
    expect(started?.labels?.['logs']).toEqual({
      to: `elasticsearch ${elastic.endpoint} ${STREAM}`,
      from: 'SIGHTLINE_LOGS_ELASTICSEARCH_URL',
    });
    const sequences = sources().map(({ event }) => event.sequence);
    expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences.map((_each, at) => at + 1));
  });

  test('with standard output besides, lines say that they are on their way', async () => {
    const service = await start({ env: { SIGHTLINE_LOGS_STDOUT: 'true' } });
    await service.request('/log');
    await elastic.waitForDocuments(3);
    const line = await service.waitForLine(({ message }) => message === 'hello');
    expect(line[LOG_FIELD.labels]).toMatchObject({ [SHIPPED_LABEL]: SHIPPED_DIRECT });
  });

  test('SIGTERM ends the process as ever; all is delivered, no file is left', async () => {
    const service = await start();
    for (let n = 0; n < 50; n += 1) await service.request('/log');
    const { signal } = await service.stop();
    expect(signal).toBe('SIGTERM');
    expect(messages().filter((message) => message === 'hello')).toHaveLength(50);
    expect(spooledFiles()).toEqual([]);
  });

  test('the account is on /status and on /metrics, and adds up', async () => {
    const service = await start();
    await service.request('/log');
    await elastic.waitForDocuments(3);
    await expect.poll(async () => (await account(service)).inFlight).toBe(0);
    const { accepted, delivered, spooled } = await account(service);
    expect({ delivered, spooled }).toEqual({ delivered: accepted, spooled: 0 });
    const page = await service.scrape();
    expect(page.value(SELF_METRICS.logsDelivered.name)).toBeGreaterThanOrEqual(3);
    expect(page.value(SELF_METRICS.logsSpooled.name)).toBe(0);
  });

  test.each(['cjs', 'esm'] as const)(
    'the same in a bundle (%s), without a thread',
    async (format) => {
      const entry = format === 'cjs' ? 'express5.cjs' : 'express5.mjs';
      const bundle = await bundleFixture(entry, format);
      try {
        const service = await start({ file: bundle.file });
        await service.request('/log');
        await service.stop();
        expect(messages()).toContain('hello');
      } finally {
        bundle.remove();
      }
    },
  );

  test('switched off, lines go to standard output as if nothing were set', async () => {
    const service = await start({ env: { SIGHTLINE_ENABLED: 'false' }, admin: false });
    await service.request('/log');
    await service.waitForLine(({ message }) => message === 'hello');
    expect(elastic.requests).toEqual([]);
  });

  test("the service's preloads stay out of the shipper's thread", async () => {
    const service = await start({
      file: 'express5-plain.mjs',
      nodeArgs: ['--import', 'sightline/register'],
      env: { NODE_OPTIONS: '--import=sightline/register' },
    });
    await service.request('/');
    await service.stop();
    expect(messages().filter((message) => message === 'sightline started')).toHaveLength(1);
  });

  test('a thread that dies is started again, and no line is lost or stored twice', async () => {
    const service = await start({
      nodeArgs: ['--require', join(FIXTURES_FOLDER, 'kill-shipper.cjs')],
    });
    const hellos = (): number => messages().filter((message) => message === 'hello').length;
    for (let round = 1; round <= 3; round += 1) {
      for (let n = 0; n < 20; n += 1) await service.request('/log');
      // Some while the thread is there, some in the moment of its death.
      await expect.poll(hellos, { timeout: 10_000 }).toBeGreaterThan(20 * (round - 1));
      service.child.kill('SIGUSR2');
    }
    const said = (): boolean => messages().some((text) => text.startsWith('the thread that ships'));
    await expect.poll(said, { timeout: 10_000 }).toBe(true);
    await service.stop();
    expect(hellos()).toBe(60);
    expect(new Set(elastic.documents.map(({ id }) => id)).size).toBe(elastic.documents.length);
  });
});

describe('dead letters', () => {
  const command = async (...args: string[]): Promise<{ code: number | null; text: string }> => {
    const child = new Child(join(SDK_FOLDER, 'dist/cjs/bin.js'), {
      node: FIXTURE_NODE,
      args: ['replay', ...args],
      env: { PATH: process.env['PATH'] ?? '', ...variables() },
      ipc: false,
    });
    const { code } = await child.end(10_000);
    return { code, text: [...child.stdout, ...child.stderr].join('\n') };
  };

  test('are kept with the reason, and replayed when the mapping is corrected', async () => {
    const reason = 'failed to parse field [n] of type [long]';
    elastic.behave({
      mode: 'items',
      status: 400,
      type: 'document_parsing_exception',
      reason,
      when: ({ source }) => source['message'] === 'hello',
    });
    const service = await start();
    for (let n = 0; n < 5; n += 1) await service.request('/log');
    await service.stop();
    expect(messages()).not.toContain('hello');
    const before = await command('--json');
    expect(before.code).toBe(1);
    expect(JSON.parse(before.text)).toMatchObject({ delivered: 0, refused: 5, unsent: 0 });
    expect(before.text).toContain(reason);

    elastic.behave('ok');
    const after = await command();
    expect(after).toEqual({ code: 0, text: '5 delivered, 0 refused again, 0 not sent' });
    const hellos = elastic.documents.filter(({ source }) => source['message'] === 'hello');
    expect(hellos).toHaveLength(5);
    for (const { id, source } of hellos) expect((source as unknown as Source).event.id).toBe(id);
    expect(await command()).toEqual({ code: 0, text: '0 delivered, 0 refused again, 0 not sent' });
  });

  test('stay when Elasticsearch is away, and the command says so', async () => {
    elastic.behave({ mode: 'items', status: 400, type: 'document_parsing_exception' });
    const service = await start();
    await service.request('/log');
    await service.stop();
    elastic.behave({ mode: 'refuse', status: 503 });
    const away = await command('--json');
    expect(away.code).toBe(1);
    const { delivered, unsent } = JSON.parse(away.text) as { delivered: number; unsent: number };
    expect(delivered).toBe(0);
    expect(unsent).toBeGreaterThan(0);
    elastic.behave('ok');
    expect((await command('--json')).text).toContain(`"delivered":${unsent}`);
  });

  test('a wrong option is told with what is allowed', async () => {
    const { code, text } = await command('--from', 'elsewhere');
    expect(code).toBe(2);
    expect(text).toContain('allowed: dead-letters, failure-store');
  });
});
