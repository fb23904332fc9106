import { spawn } from 'node:child_process';

import { expect, test } from 'vitest';

import { FIXTURE_NODE, ROOT_FOLDER } from './support/paths.ts';

/** Standard output of the cluster fixture, all its processes together. */
async function output(): Promise<string> {
  const child = spawn(FIXTURE_NODE, [`${ROOT_FOLDER}/sdk/test/fixtures/cluster.cjs`], {
    env: { PATH: process.env['PATH'] ?? '', OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

test('every worker of a cluster has an admin server of its own', async () => {
  const addresses = [...(await output()).matchAll(/"admin":\{"to":"([^"]+)"/g)].map(
    ([, address]) => address,
  );
  expect(addresses).toHaveLength(3);
  expect(new Set(addresses).size).toBe(3);
});
