import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../src/start.ts', import.meta.url));

let running: ChildProcess | undefined;
export function killShop(): void {
  running?.kill('SIGKILL');
}

export interface Shop {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

export function startShop(...args: string[]): Shop {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => text, code };
}

/** The addresses that the introduction names. */
export function urlsIn(text: string): Record<string, string> {
  const found = text.matchAll(/^ {2}(Sightline|web|orders) +(http:\S+)/gm);
  return Object.fromEntries([...found].map(([, name, url]) => [name, url]));
}

export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined) {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`Not within 30 s: ${what}`);
    await sleep(100);
  }
}

export async function isGone(url: string): Promise<true | undefined> {
  return fetch(url).then(
    () => undefined,
    () => true,
  );
}
