import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askJson, ROOT, until } from '../support/command.ts';

const PACKAGES = ['sdk', 'stack/local'];
const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

let project: string;
let running: ChildProcess | undefined;

/** Runs npm, by the path that an outer npm script tells, else by name. */
function npm(args: readonly string[], cwd: string): string {
  const cli = process.env['npm_execpath'];
  const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
  return execFileSync(command, [...first, ...args], { cwd, stdio: 'pipe' }).toString();
}

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sightline-installed-'));
  writeFileSync(join(project, 'package.json'), '{ "name": "consumer", "private": true }\n');
  const tarballs = PACKAGES.map((folder) => {
    const packed = npm(['pack', '--json', '--pack-destination', project], join(ROOT, folder));
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    // Older versions of npm tell the name with its scope, and write it without.
    return join(project, filename.replace('@', '').replace('/', '-'));
  });
  npm(['install', ...tarballs, ...quiet], project);
});
afterAll(() => {
  running?.kill('SIGKILL');
  rmSync(project, { recursive: true, force: true });
});

test('the installed command starts the stack, and the page is in the package', async () => {
  writeFileSync(join(project, 'app.mjs'), "console.log('hello from the app');\n");
  const bin = join(project, 'node_modules/.bin/sightline');
  const ports = ['--port', '0', '--otlp-grpc-port', '0', '--otlp-http-port', '0'];
  running = spawn(bin, ['up', '--no-data', ...ports, '--', process.execPath, 'app.mjs'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, XDG_STATE_HOME: join(project, 'state') },
  });
  let said = '';
  running.stderr?.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const page = await until('the page is announced', () => {
    return /^ {2}Sightline +(http:\S+)/m.exec(said)?.[1];
  });
  const html = await (await fetch(page, { headers: { accept: 'text/html' } })).text();
  const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  expect(assets.length).toBeGreaterThan(1);
  for (const path of assets) expect((await fetch(`${page}${path ?? ''}`)).status).toBe(200);
  await until('the line of the app', async () => {
    const { lines } = await askJson<{ lines: unknown[] }>(`${page}/api/logs?q=hello`);
    return lines.length === 1 ? lines : undefined;
  });
});

test('npm finds nothing missing or out of range', () => {
  expect(() => npm(['ls', '--all'], project)).not.toThrow();
});
