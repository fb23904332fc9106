// The long forms, behind `npm run test:heavy`: everything with the full fuzz and the installed
// package, the fixture tables on every Node line that the SDK supports, and a short soak. Ends with
// one closing line over all of it, like `npm test`. `--only=tests,22.15.0,soak` runs a part.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/** The floor of `engines` in sdk/package.json, and the newest of each line besides our own 24. */
const NODE_VERSIONS = ['22.15.0', '22.23.3', '26.10.0'];
const SOAK = 'sdk/test/soak/soak.ts';
const SOAK_SECONDS = '60';
const CLOSING = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** Node as npm packages it: nothing to compile, no script to run, checked against its hash. */
function otherNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'sightline', `node-${version}`);
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    // Without a manifest of its own, npm would look for one in the folders above.
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    npm(['install', `${name}@${version}`, '--ignore-scripts', '--no-save', '--no-audit'], folder);
  }
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return stdout?.trim() === `v${version}` ? binary : undefined;
}

function npm(args, cwd) {
  const cli = process.env.npm_execpath;
  const [command, ...first] = cli ? [process.execPath, cli] : ['npm'];
  spawnSync(command, [...first, ...args, '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    cwd,
  });
}

/** Runs Node with the output passed on; resolves to its closing line and exit code. */
function node(args, env) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'inherit'];
    const child = spawn(process.execPath, args, { stdio, env: { ...process.env, ...env } });
    let closing;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      process.stdout.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) closing = CLOSING.exec(line) ?? closing;
    });
    child.once('close', (code) => resolve({ code, closing }));
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };

/** A step without a closing line of its own counts as one test. */
function count(title, { code, closing }) {
  const [passed, failed, skipped] = (closing?.slice(1) ?? [code === 0 ? 1 : 0, 0, 0]).map((text) =>
    Number(text ?? 0),
  );
  const hidden = code !== 0 && failed === 0 ? 1 : 0;
  total.passed += passed;
  total.failed += failed + hidden;
  total.skipped += skipped;
  console.log(`${failed + hidden === 0 ? 'ok' : 'FAILED'}: ${title}`);
}

async function onNode(version) {
  const binary = otherNode(version);
  if (binary === undefined) {
    console.log(`Node ${version} cannot be had for ${process.platform} ${process.arch}`);
    return { code: 1 };
  }
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e'];
  return node(args, { SIGHTLINE_TEST_NODE: binary });
}

const steps = [
  {
    name: 'tests',
    run: () => node(['node_modules/vitest/vitest.mjs', 'run'], { SIGHTLINE_HEAVY: '1' }),
  },
  ...NODE_VERSIONS.map((version) => ({ name: version, run: () => onNode(version) })),
  { name: 'soak', run: () => node([SOAK, `--seconds=${SOAK_SECONDS}`], {}) },
];

const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const chosen =
  only === undefined ? steps : steps.filter(({ name }) => only.split(',').includes(name));
if (chosen.length === 0) count(`nothing is called ${only}`, { code: 1 });
for (const { name, run } of chosen) {
  console.log(`\n== ${name}`);
  count(name, await run());
}
const { passed, failed, skipped } = total;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
