import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isMissing } from '../../../scripts/real-parts/cache.ts';
import { prometheusBinary } from '../../../scripts/real-parts/prometheus.ts';
import { askJson, Place, until } from './support/command.ts';

const run = promisify(execFile);
const PREPARE_MS = 600_000;

const binary = await prometheusBinary();
if (isMissing(binary)) console.warn(`promtool is not run: ${binary.missing}`);

describe.skipIf(isMissing(binary))('promtool asks the local stack as it asks a Prometheus', () => {
  const place = new Place();
  let page: string;
  beforeAll(async () => {
    ({ page } = await place.up('--no-data'));
    await until('our own target is up', async () => {
      const url = `${page}/api/v1/query?query=up`;
      const { data } = await askJson<{ data: { result: unknown[] } }>(url);
      return data.result[0];
    });
  }, PREPARE_MS);
  afterAll(() => place.clean());

  const end = String(Math.ceil(Date.now() / 1000) + 60);
  test.each([
    ['instant', (url: string) => ['instant', url, 'up'], 'job="sightline-local"'],
    [
      'range',
      (url: string) => ['range', `--end=${end}`, '--step=5s', url, 'up + 1'],
      'job="sightline-local"',
    ],
    ['series', (url: string) => ['series', '--match=up', url], '__name__="up"'],
    ['labels', (url: string) => ['labels', url, '__name__'], 'scrape_duration_seconds'],
  ])('%s', async (_, args, said) => {
    if (isMissing(binary)) throw new Error(binary.missing);
    const { stdout } = await run(binary.promtool, ['query', ...args(page)]);
    expect(stdout).toContain(said);
  });

  test('an error is told in the words of Prometheus', async () => {
    if (isMissing(binary)) throw new Error(binary.missing);
    const failed = run(binary.promtool, ['query', 'instant', page, 'sum(']);
    await expect(failed).rejects.toThrow('parse error');
  });
});
