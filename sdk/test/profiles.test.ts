import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundled } from './support/busy.ts';
import { runFixture, type Fixture } from './support/fixture.ts';

let fixture: Fixture;
let folder: string;
beforeAll(async () => {
  const made = bundled();
  folder = made.folder;
  fixture = await runFixture({ file: made.file });
});
afterAll(async () => {
  await fixture?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks for a profile while the service works. */
async function profile(path: string, work: string): Promise<Buffer> {
  const answer = fetch(`http://${fixture.admin}${path}`, {
    headers: { authorization: 'Bearer token-of-the-fixture' },
  });
  const state = { isDone: false };
  const done = answer.finally(() => {
    state.isDone = true;
  });
  while (!state.isDone) await fixture.request(work);
  const response = await done;
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Functions of a profile with the sum of their last value, where they are on top. */
function tops(bytes: Buffer): Map<string, { file: string; value: number }> {
  const { sample, location, function: functions, stringTable } = Profile.decode(gunzipSync(bytes));
  const text = (index: unknown): string => stringTable.strings[Number(index)] ?? '';
  const sums = new Map<string, { file: string; value: number }>();
  for (const { locationId, value } of sample) {
    const place = location.find(({ id }) => id === locationId[0]);
    const made = functions.find(({ id }) => id === place?.line[0]?.functionId);
    const name = text(made?.name);
    const known = sums.get(name)?.value ?? 0;
    sums.set(name, { file: text(made?.filename), value: known + Number(value.at(-1)) });
  }
  return sums;
}

describe('a profile of the running service', () => {
  test('shows where the time goes, by the names and files of the source', async () => {
    const bytes = await profile('/debug/pprof/profile?seconds=1', '/burn');
    const all = tops(bytes);
    const burnt = all.get('burnHere');
    const total = [...all.values()].reduce((sum, { value }) => sum + value, 0);
    expect((burnt?.value ?? 0) / total).toBeGreaterThan(0.5);
    expect(burnt?.file).toMatch(/fixtures\/busy\.ts$/);
    opensInGo(bytes);
  });

  test('shows what is kept, and what was allocated at all', async () => {
    const heap = tops(await profile('/debug/pprof/heap?seconds=1', '/keep'));
    expect(heap.get('keepHere')?.value).toBeGreaterThan(1_000_000);
    const allocated = tops(await profile('/debug/pprof/allocs?seconds=1', '/keep'));
    expect(allocated.get('keepHere')?.value).toBeGreaterThan(1_000_000);
  });

  test('is recorded for one at a time, and for a time within bounds', async () => {
    const both = await Promise.all(
      ['profile', 'heap'].map((path) => fixture.adminRequest(`/debug/pprof/${path}?seconds=2`)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 429]);
    for (const seconds of ['0', '121', 'x', '-1']) {
      const refused = await fixture.adminRequest(`/debug/pprof/profile?seconds=${seconds}`);
      expect(refused.status).toBe(400);
      expect(refused.body).toContain('1 to 120');
    }
  });

  test('is given up when nobody waits for it, and to nobody without the token', async () => {
    const gone = new AbortController();
    const headers = { authorization: 'Bearer token-of-the-fixture' };
    const url = `http://${fixture.admin}/debug/pprof/profile`;
    const asked = fetch(`${url}?seconds=60`, { headers, signal: gone.signal });
    setTimeout(() => gone.abort(), 500);
    await expect(asked).rejects.toThrow('aborted');
    const again = async (): Promise<number> =>
      (await fixture.adminRequest('/debug/pprof/profile?seconds=1')).status;
    await expect.poll(again, { timeout: 20_000 }).toBe(200);
    const wrong = await fetch(url, { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.status).toBe(401);
  });
});

/** Where Go is installed; in CI it is. */
function opensInGo(bytes: Buffer): void {
  const file = join(folder, 'cpu.pb.gz');
  writeFileSync(file, bytes);
  const { status, stdout, error } = spawnSync('go', ['tool', 'pprof', '-top', file], {
    encoding: 'utf8',
  });
  if (error !== undefined && process.env['CI'] === undefined) return;
  expect(status).toBe(0);
  expect(stdout).toContain('burnHere');
}
