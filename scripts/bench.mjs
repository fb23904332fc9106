// `npm run bench`: the SDK beside its peers; with `--local` as the first argument, the local stack;
// with `--libraries`, calls of databases, caches and remote procedures.
import { spawnSync } from 'node:child_process';

const [first, ...rest] = process.argv.slice(2);
const scripts = {
  '--local': 'stack/local/bench/main.ts',
  '--libraries': 'sdk/bench/libraries/main.ts',
};
const script = scripts[first] ?? 'sdk/bench/main.ts';
const args = scripts[first] === undefined ? process.argv.slice(2) : rest;
const { status, signal } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
process.exitCode = signal === null ? (status ?? 1) : 130;
