// `npm run bench`: the SDK beside its peers; with `--local` as the first argument, the local stack.
import { spawnSync } from 'node:child_process';

const [first, ...rest] = process.argv.slice(2);
const local = first === '--local';
const script = local ? 'stack/local/bench/main.ts' : 'sdk/bench/main.ts';
const args = local ? rest : process.argv.slice(2);
const { status, signal } = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit' });
process.exitCode = signal === null ? (status ?? 1) : 130;
