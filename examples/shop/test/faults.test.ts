import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FAULT_NAMES, type FaultName } from '../src/faults/catalogue.ts';
import { announceShop, openShopFolder, runningShops } from '../src/faults/shop-folder.ts';
import { Switches } from '../src/faults/switches.ts';

const temporary = mkdtempSync(join(tmpdir(), 'shop-faults-'));
beforeAll(() => vi.stubEnv('TMPDIR', temporary));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const source = (name: string): string => fileURLToPath(new URL(`../src/${name}`, import.meta.url));
const folder = (): string => mkdtempSync(join(temporary, 'on-'));
const turn = (where: string, name: FaultName, isOn: boolean): void => {
  if (isOn) writeFileSync(join(where, name), '');
  else rmSync(join(where, name));
};

describe('switches', () => {
  test('are the names of the files in a folder, from the first look on', async () => {
    const where = folder();
    turn(where, 'slow-db', true);
    writeFileSync(join(where, 'no-such-fault'), '');
    const heard: string[] = [];
    const switches = new Switches(where);
    for (const name of FAULT_NAMES) {
      switches.watch(name, (isOn) => heard.push(`${name} ${isOn ? 'on' : 'off'}`));
    }
    expect(heard).toEqual(['slow-db on']);
    turn(where, 'slow-db', false);
    turn(where, 'crash-loop', true);
    await expect.poll(() => heard).toEqual(['slow-db on', 'slow-db off', 'crash-loop on']);
    expect(switches.wasOn('slow-db', 10_000)).toBe(true);
    expect(switches.wasOn('slow-db', 0)).toBe(false);
    rmSync(where, { recursive: true });
    await expect.poll(() => switches.isOn('crash-loop')).toBe(false);
    switches.close();
  });

  test('without a folder nothing is ever on', () => {
    const switches = new Switches(undefined);
    expect(FAULT_NAMES.some((name) => switches.isOn(name))).toBe(false);
  });
});

describe('effects', () => {
  const where = folder();
  let effects: typeof import('../src/faults/effects.ts');
  beforeAll(async () => {
    vi.stubEnv('SHOP_FAULTS_DIR', where);
    vi.stubEnv('SHOP_VERSION', '2.0.0');
    for (const name of ['error-burst', 'blocked-loop', 'memory-leak'] as const) {
      turn(where, name, true);
    }
    // Anew: the switches look for their folder when they are loaded.
    vi.resetModules();
    effects = await import('../src/faults/effects.ts');
  });
  const failures = (times: number, act: () => void): number[] =>
    Array.from({ length: times }, (_, index) => index + 1).filter((_time) => {
      try {
        act();
        return false;
      } catch {
        return true;
      }
    });

  test('every third call fails, and every fifth order of the bad version', () => {
    expect(failures(9, effects.errorBurst)).toEqual([3, 6, 9]);
    expect(failures(10, effects.badDeploy)).toEqual([5, 10]);
    vi.stubEnv('SHOP_VERSION', '1.4.2');
    expect(failures(10, effects.badDeploy)).toEqual([]);
  });

  test('every tenth request blocks the loop', () => {
    const slow = Array.from({ length: 10 }, () => {
      const start = performance.now();
      effects.blockedLoop();
      return performance.now() - start >= 399;
    });
    expect(slow.lastIndexOf(true)).toBe(9);
    expect(slow.indexOf(true)).toBe(9);
  });

  test('what leaks is bounded, and given back when the fault is off', async () => {
    const used = (): number => process.memoryUsage().heapUsed / 1e6;
    const before = used();
    for (let index = 0; index < 200; index += 1) effects.memoryLeak();
    expect(used() - before).toBeGreaterThan(15);
    const { faults } = await import('../src/faults/switches.ts');
    turn(where, 'memory-leak', false);
    await expect.poll(() => faults.isOn('memory-leak')).toBe(false);
    const after = used();
    for (let index = 0; index < 200; index += 1) effects.memoryLeak();
    expect(used() - after).toBeLessThan(5);
  });
});

interface Told {
  readonly url: string;
  readonly where: string;
  readonly end: () => void;
}

/** A service of its own, with its switches. */
function startAlone(file: string): Promise<Told> {
  const where = folder();
  const child = spawn(process.execPath, [source(file)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'] ?? '', SHOP_FAULTS_DIR: where, BANK_FAILURES: '0' },
  });
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${file} ended`)));
    child.once('message', (message) => {
      resolve({ url: (message as { url: string }).url, where, end: () => child.kill() });
    });
  });
}

describe('what is no service of ours', () => {
  test('the bank does not answer while payment-timeouts is on', async () => {
    const { url, where, end } = await startAlone('services/bank.ts');
    const charge = (): Promise<number> =>
      fetch(`${url}/charges`, {
        method: 'POST',
        body: '{"amountCents":1}',
        signal: AbortSignal.timeout(300),
      }).then(
        ({ status }) => status,
        (error: Error) => error.name as never,
      );
    expect(await charge()).toBe(200);
    turn(where, 'payment-timeouts', true);
    await expect.poll(charge, { timeout: 5000 }).toBe('TimeoutError');
    turn(where, 'payment-timeouts', false);
    await expect.poll(charge, { timeout: 5000 }).toBe(200);
    end();
  });

  test('the cache drops who is there and refuses who comes, and is back on its port', async () => {
    const { url, where, end } = await startAlone('infra/cache-server.ts');
    const port = Number(new URL(url).port);
    const ping = (): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write('*1\r\n$4\r\nPING\r\n'));
        socket.once('data', (bytes) => resolve(bytes.toString()));
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
        socket.once('close', () => resolve('closed'));
      });
    expect(await ping()).toBe('+PONG\r\n');
    const dropped = new Promise((resolve) => {
      connect(port, '127.0.0.1').once('close', resolve).once('error', resolve);
    });
    turn(where, 'cache-down', true);
    await dropped;
    expect(await ping()).toBe('ECONNREFUSED');
    turn(where, 'cache-down', false);
    await expect.poll(ping, { timeout: 5000 }).toBe('+PONG\r\n');
    end();
  });
});

describe('npm run fault', () => {
  const run = (...args: string[]) => {
    const env = { PATH: process.env['PATH'] ?? '', TMPDIR: temporary };
    const options = { env, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [source('fault.ts'), ...args], {
      ...options,
    });
    return { status, stdout, stderr };
  };

  test('says when no shop runs, and what there is', () => {
    expect(run('on', 'slow-db')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('No shop runs. Start one in another terminal: npm start'),
    });
    const { status, stdout } = run('list');
    expect(status).toBe(0);
    for (const name of FAULT_NAMES) expect(stdout).toContain(`off  ${name} `);
    expect(run('on', 'earthquake').stderr).toContain(
      '"earthquake" is no fault. There are: slow-db',
    );
    expect(run().stderr).toContain('Usage: npm run fault');
  });

  test('switches faults of the shop that runs', () => {
    const { faultsFolder, remove } = openShopFolder(process.pid);
    expect(runningShops()).toEqual([]);
    announceShop({ pid: process.pid, web: 'http://127.0.0.1:1' });
    expect(run('on', 'slow-db').stdout).toContain('On: slow-db. inventory, orders');
    run('on', 'cache-down');
    expect(readdirSync(faultsFolder)).toEqual(['cache-down', 'slow-db']);
    expect(run('list').stdout).toMatch(/The shop at http:\/\/127\.0\.0\.1:1 .*on {3}slow-db/s);
    run('off', 'slow-db', '--shop', String(process.pid));
    expect(readdirSync(faultsFolder)).toEqual(['cache-down']);
    expect(run('off', '--shop', '1').stderr).toContain('no shop runs as process 1');
    expect(run('off').stdout).toContain('All faults are off.');
    expect(readdirSync(faultsFolder)).toEqual([]);
    remove();
    expect(existsSync(faultsFolder)).toBe(false);
  });

  // Windows has no such permissions, and gives each user a temporary folder of their own.
  test.skipIf(process.platform === 'win32')('refuses a folder that others may write to', () => {
    const { faultsFolder, remove } = openShopFolder(process.pid);
    const root = join(faultsFolder, '../..');
    chmodSync(root, 0o777);
    expect(run('list')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is not a folder that only you may use'),
    });
    chmodSync(root, 0o700);
    remove();
  });
});
