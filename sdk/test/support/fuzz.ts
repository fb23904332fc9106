import { readFileSync } from 'node:fs';
import net from 'node:net';
import type { Fixture } from './fixture.ts';
import { malformed } from './malformed.ts';
import { Random } from './random.ts';

export interface FuzzReport {
  readonly sent: number;
  readonly seconds: number;
  /** How often each status was answered; `none` = the connection was closed without one. */
  readonly statuses: Readonly<Record<string, number>>;
}

const CONCURRENT = 40;
/**
 * A request that is cut short waits for its rest; the client gives up on it. Long enough for an
 * answer from a machine that is busy: given up earlier, an attack would test nothing.
 */
const PATIENCE_MS = 500;
/** Now and then a client that takes its time, or none at all. */
const PAUSE_MS = 20;

/** Sends malformed requests, each over its own connection, and counts the answers. */
export async function fuzz(
  address: string,
  count: number,
  seed: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<FuzzReport> {
  const random = new Random(seed);
  const statuses: Record<string, number> = {};
  const startedMs = performance.now();
  let sent = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const status = await exchange(address, malformed(random), random.pick(DELIVERIES));
      statuses[status] = (statuses[status] ?? 0) + 1;
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  return { sent, seconds: (performance.now() - startedMs) / 1000, statuses };
}

type Delivery = (socket: net.Socket, bytes: Buffer) => void;

const whole: Delivery = (socket, bytes) => void socket.write(bytes);

/** How the bytes reach the server; most come as they are. */
const DELIVERIES: readonly Delivery[] = [
  ...Array.from({ length: 12 }, () => whole),
  /** Half closed: the client has said all it will. */
  (socket, bytes) => void socket.end(bytes),
  /** In two pieces, with a pause. */
  (socket, bytes) => {
    const half = bytes.length >> 1;
    socket.write(bytes.subarray(0, half));
    setTimeout(() => {
      if (socket.writable) socket.write(bytes.subarray(half));
    }, PAUSE_MS);
  },
  /** Gone before the answer. */
  (socket, bytes) => {
    socket.write(bytes, () => socket.resetAndDestroy());
  },
];

/** The status of the first answer. A reset or a closed connection is an answer as well. */
function exchange(address: string, bytes: Buffer, deliver: Delivery): Promise<string> {
  const [host, port] = splitAddress(address);
  return new Promise((resolve) => {
    const socket = net.connect({ port, host, allowHalfOpen: true });
    const done = (status: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(status);
    };
    const timer = setTimeout(() => done('none'), PATIENCE_MS);
    socket.on('error', () => done('none'));
    socket.on('close', () => done('none'));
    socket.on('end', () => done('none'));
    socket.on('data', (data) => {
      done(/^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1'))?.[1] ?? 'garbage');
    });
    deliver(socket, bytes);
  });
}

export function splitAddress(address: string): [host: string, port: number] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

/** With a large heap V8 collects late and growth says little; in a small one a leak is fatal. */
export const SMALL_HEAP = ['--max-old-space-size=128'];
const MAX_GROWTH_BYTES = 256 * 1024 * 1024;

export interface Survival extends FuzzReport {
  /** What is not as before; empty = unharmed. */
  readonly problems: readonly string[];
  readonly grownBytes: number;
}

/** Both servers answer after the attack as before it, nothing crashed, and memory is bounded. */
export async function survivesFuzz(
  fixture: Fixture,
  count: number,
  seed: number,
  onProgress?: (done: number) => void,
): Promise<Survival> {
  const before = residentBytes(fixture.child.pid);
  const report = await fuzz(fixture.admin, count, seed, onProgress);
  const problems: string[] = [];
  const rule = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const { statuses } = report;
  rule(report.sent === count, `${report.sent} of ${count} were sent`);
  rule(statuses['garbage'] === undefined, `${statuses['garbage']} answers were no HTTP`);
  // 503 is an honest answer of /readyz, and 505 is Node's to a version it does not speak.
  const faults = Object.keys(statuses).filter((status) => /^5(?!03|05)/.test(status));
  rule(faults.length === 0, `answered with ${faults.join()}`);
  rule((statuses['400'] ?? 0) > 0, 'nothing was refused');
  rule((await fixture.adminRequest('/livez')).status === 200, 'the admin server is not alive');
  rule((await fixture.request('/orders/1')).status === 200, 'the service does not serve');
  rule((await fixture.scrape()).samples.length > 0, 'there are no metrics');
  const severe = fixture.lines().filter(({ log }) => ['error', 'fatal'].includes(log.level));
  rule(severe.length === 0, `it logged: ${severe.map(({ message }) => message).join()}`);
  rule(fixture.child.stderr.length === 0, `it said: ${fixture.child.stderr.join()}`);
  const grownBytes = residentBytes(fixture.child.pid) - before;
  rule(grownBytes < MAX_GROWTH_BYTES, `memory grew by ${grownBytes} bytes`);
  return { ...report, problems, grownBytes };
}

/** From /proc; other systems do not tell, and the bound is not tested there. */
function residentBytes(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
