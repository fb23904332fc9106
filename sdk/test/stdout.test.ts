import { afterEach, describe, expect, test } from 'vitest';
import { LABEL, SELF_METRICS } from '../src/contract/index.ts';
import type { Exposition } from '../src/testing/index.ts';
import { runFixture, type Fixture } from './support/fixture.ts';

let fixture: Fixture | undefined;
afterEach(async () => {
  fixture?.child.stdoutStream.resume();
  await fixture?.dispose();
});

const sum = (page: Exposition, name: string): number =>
  page.find(name).reduce((total, sample) => total + sample.value, 0);

// Only Linux lets a pipe be opened anew without blocking; elsewhere writing stays Node's own.
describe.runIf(process.platform === 'linux')('a reader of stdout that stalls', () => {
  test('does not stop the service; what is lost is counted, the rest arrives whole', async () => {
    const service = await runFixture({ file: 'express5.mjs', stdout: 'fifo' });
    fixture = service;
    service.child.stdoutStream.pause();
    // Some 24 MB, three times what may wait for a reader.
    const rounds = 10;
    for (let round = 0; round < rounds; round += 1) {
      expect((await service.request('/flood/3000')).status).toBe(200);
    }
    const page = await service.scrape();
    const { logsAccepted, logsDelivered, logsDropped, logsInFlight } = SELF_METRICS;
    const dropped = sum(page, logsDropped.name);
    expect(dropped).toBeGreaterThan(0);
    expect(page.find(logsDropped.name).map((sample) => sample.labels[LABEL.reason])).toContain(
      'queue_full',
    );
    const known = [logsDelivered, logsDropped, logsInFlight].map(({ name }) => sum(page, name));
    expect(known.reduce((total, value) => total + value, 0)).toBe(sum(page, logsAccepted.name));

    service.child.stdoutStream.resume();
    for (let waiting = 1; waiting > 0;) {
      waiting = sum(await service.scrape(), logsInFlight.name);
    }
    const exit = await service.stop('SIGTERM', 15_000);
    expect(exit).toEqual({ code: null, signal: 'SIGTERM' });
    const flood = service.lines().filter((line) => line.message === 'flood');
    expect(flood.length).toBeGreaterThanOrEqual(rounds * 3000 - dropped);
    expect(service.otherLines()).toEqual([]);
  });

  test('does not keep the process from ending', async () => {
    const service = await runFixture({ file: 'express5.mjs', stdout: 'fifo' });
    fixture = service;
    service.child.stdoutStream.pause();
    await service.request('/flood/3000');
    const startedAt = Date.now();
    service.child.kill('SIGTERM');
    await service.child.gone(10_000);
    expect(Date.now() - startedAt).toBeLessThan(9000);
  });
});
