import { afterEach, describe, expect, test } from 'vitest';
import { DATASET, RUNTIME_METRICS, SELF_METRICS } from '../../src/contract/index.ts';
import { runFixture, type Fixture } from '../support/fixture.ts';
import { FIXTURE_NODE } from '../support/paths.ts';
import { appFile } from './apps.ts';

const BLOCKED_MS = 5000;
/** Enough to start with; the application takes the rest. */
const DESCRIPTORS = 96;

let fixture: Fixture | undefined;
afterEach(() => fixture?.dispose());

const requestLines = (service: Fixture): number =>
  service.lines().filter(({ event }) => event.dataset === DATASET.request).length;

async function value(service: Fixture, { name }: { readonly name: string }): Promise<number> {
  const samples = (await service.scrape()).find(name);
  return samples.reduce((sum, sample) => sum + sample.value, 0);
}

/** Everything that was accepted was delivered, once. */
async function expectAllDelivered(service: Fixture): Promise<void> {
  const accepted = await value(service, SELF_METRICS.spansAccepted);
  await service.otlp.waitFor(({ spans }) => spans.length >= accepted, 20_000);
  expect(await value(service, SELF_METRICS.spansDropped)).toBe(0);
  expect(await value(service, SELF_METRICS.logsDropped)).toBe(0);
  const ids = service.otlp.spans.map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(ids.length);
}

test('an event loop that is blocked for 5 s loses nothing, and the delay is shown', async () => {
  const service = await runFixture({ file: appFile('pressed-app.mjs') });
  fixture = service;
  for (let round = 0; round < 5; round += 1) await service.request('/log?n=20');
  await service.scrape();
  const blocked = service.request(`/block?n=${BLOCKED_MS}`);
  const queued = Array.from({ length: 50 }, () => service.request('/ok'));
  await Promise.all([blocked, ...queued]);
  const delay = await value(service, RUNTIME_METRICS.loopDelayMax);
  expect(delay).toBeGreaterThan((BLOCKED_MS / 1000) * 0.98);
  expect(delay).toBeLessThan((BLOCKED_MS / 1000) * 2);
  await expectAllDelivered(service);
  await service.child.until(() => requestLines(service) >= 56, 5000);
  expect(service.lines().filter(({ message }) => message === 'pressed')).toHaveLength(100);
  const durations = service.lines().flatMap(({ http, event }) => (http ? [event.duration] : []));
  expect(Math.max(...durations.map(Number))).toBeGreaterThan(BLOCKED_MS * 1e6 * 0.98);
  expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  expect(service.child.stderr).toEqual([]);
});

// Limits of a process are set by the shell, which Windows has not.
describe.runIf(process.platform !== 'win32')('file descriptors that are used up', () => {
  async function start(env: Readonly<Record<string, string>>): Promise<Fixture> {
    fixture = await runFixture({
      file: appFile('pressed-app.mjs'),
      node: '/bin/sh',
      nodeArgs: ['-c', `ulimit -n ${DESCRIPTORS}; exec "$@"`, 'sh', FIXTURE_NODE],
      env,
    });
    return fixture;
  }

  test('while it serves: lines go out, the rest recovers once some are free', async () => {
    const service = await start({});
    await service.request('/span');
    await service.otlp.waitFor(({ spans }) => spans.length >= 2);
    expect((await service.request('/exhaust')).body).toBe('EMFILE');
    // The collector goes away as well: a new connection needs a descriptor.
    service.otlp.behave('reset');
    for (let round = 0; round < 10; round += 1) await service.request('/log?n=10');
    await service.request('/span');
    const pressed = (): number =>
      service.lines().filter(({ message }) => message === 'pressed').length;
    await service.child.until(() => pressed() === 100 && requestLines(service) >= 13, 5000);
    const refused = service.adminRequest('/livez', { abortAfterMs: 500 }).catch(() => undefined);
    expect((await refused)?.status ?? 0).toBe(0);
    service.otlp.behave('ok');
    expect((await service.request('/free')).body).toBe('freed');
    expect((await service.adminRequest('/livez')).status).toBe(200);
    await expectAllDelivered(service);
    expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(service.child.stderr).toEqual([]);
  });

  test('from the start: what loads late, and is announced, follows', async () => {
    const service = await start({ PRESSED_AT_START: '1' });
    await service.request('/span');
    await service.otlp.waitFor(({ spans }) => spans.length >= 2, 20_000);
    await expectAllDelivered(service);
    await service.waitForLine(({ message }) => message === 'sightline started');
    expect(await service.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(service.child.stderr).toEqual([]);
  });
});
