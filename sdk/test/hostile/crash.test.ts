import { expect, test } from 'vitest';
import { parseLine } from '../../src/testing/index.ts';
import { Child, type Exit } from '../support/child.ts';
import { FIXTURE_NODE } from '../support/paths.ts';
import { appFile } from './apps.ts';
import { expectContract } from './contract-line.ts';

const NAMES = [
  'proxy, revoked',
  'proxy of an error, all traps throw',
  'error whose message throws',
  'error whose stack throws',
  'error with a cyclic cause',
  'object that will not become text',
  'null',
  'symbol',
];

async function crash(
  name: string,
  how: string,
  isEnabled: boolean,
): Promise<{ child: Child; exit: Exit }> {
  const child = new Child(appFile('crash-app.mjs'), {
    node: FIXTURE_NODE,
    args: [name, how],
    ipc: false,
    env: {
      PATH: process.env['PATH'] ?? '',
      OTEL_SERVICE_NAME: 'fixture',
      OTEL_TRACES_EXPORTER: 'none',
      SIGHTLINE_ADMIN_PORT: 'off',
      SIGHTLINE_ENABLED: String(isEnabled),
    },
  });
  return { child, exit: await child.end(10_000) };
}

test.each([
  ['an exception', 'throw', NAMES],
  ['a rejection', 'reject', NAMES.slice(0, 3)],
])(
  'a process that dies of a hostile value as %s ends as without the SDK',
  async (_as, how, names) => {
    for (const name of names) {
      const [own, bare] = await Promise.all([crash(name, how, true), crash(name, how, false)]);
      expect(own.exit, name).toEqual(bare.exit);
      expect(own.exit.code, name).toBe(1);
      const lines = own.child.stdout.flatMap((text) => parseLine(text) ?? []);
      expect(lines, name).toHaveLength(own.child.stdout.length);
      for (const line of lines) expectContract(line, own.child.pid);
      expect(
        lines.filter(({ log }) => log.level === 'fatal'),
        name,
      ).toHaveLength(1);
      expect(
        lines.some(({ message }) => message === 'last line before the end'),
        name,
      ).toBe(true);
    }
  },
);
