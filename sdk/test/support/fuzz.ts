import { readFileSync } from 'node:fs';
import net from 'node:net';
import { expect } from 'vitest';
import type { Fixture } from './fixture.ts';
import { malformed } from './malformed.ts';
import { Random } from './random.ts';

export interface FuzzReport {
  readonly sent: number;
  /** How often each status was answered; `none` = the connection was closed without one. */
  readonly statuses: Readonly<Record<string, number>>;
}

const CONCURRENT = 40;
/** A request that is cut short waits for its rest; the client gives up on it. */
const PATIENCE_MS = 150;

/** Sends malformed requests, each over its own connection, and counts the answers. */
export async function fuzz(address: string, count: number, seed: number): Promise<FuzzReport> {
  const random = new Random(seed);
  const statuses: Record<string, number> = {};
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const status = await exchange(address, malformed(random));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  return { sent, statuses };
}

/** The status of the first answer. A reset or a closed connection is an answer as well. */
function exchange(address: string, bytes: Buffer): Promise<string> {
  const [host, port] = splitAddress(address);
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    const done = (status: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    const timer = setTimeout(() => done('none'), PATIENCE_MS);
    socket.on('error', () => done('none'));
    socket.on('close', () => done('none'));
    socket.on('data', (data) => {
      done(/^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1] ?? 'garbage');
    });
    socket.write(bytes);
  });
}

export function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

/** Both servers answer after the attack as before it, nothing crashed, and memory is bounded. */
export async function expectSurvivesFuzz(
  fixture: Fixture,
  count: number,
  seed: number,
): Promise<void> {
  const what = `seed ${seed}`;
  const before = residentBytes(fixture.child.pid);
  const report = await fuzz(fixture.admin, count, seed);
  expect(report.sent, what).toBe(count);
  const { garbage = 0, ...statuses } = report.statuses;
  expect(garbage, what).toBe(0);
  const faults = Object.keys(statuses).filter((status) => status.startsWith('5'));
  // 503 is an honest answer of /readyz, and 505 is Node's to a version it does not speak.
  expect(
    faults.filter((status) => status !== '503' && status !== '505'),
    what,
  ).toEqual([]);
  expect(statuses['400'], what).toBeGreaterThan(0);
  expect((await fixture.adminRequest('/livez')).status, what).toBe(200);
  expect((await fixture.request('/orders/1')).status, what).toBe(200);
  expect((await fixture.scrape()).samples.length, what).toBeGreaterThan(0);
  const severe = fixture.lines().filter((line) => ['error', 'fatal'].includes(line.log.level));
  expect(severe, what).toEqual([]);
  expect(residentBytes(fixture.child.pid) - before, what).toBeLessThan(MAX_GROWTH_BYTES);
}

/** With a large heap V8 collects late and growth says little; in a small one a leak is fatal. */
export const SMALL_HEAP = ['--max-old-space-size=128'];
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;

/** From /proc; other systems do not tell, and the bound is not tested there. */
function residentBytes(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
