// Builds the SDK: declarations by the compiler, and three bundles in CommonJS with ES module
// entries that re-export them by name. One implementation in both module systems means one logger,
// one registry and one set of hooks, however a process mixes `import` and `require`; one file
// instead of 120 loads in a fraction of the time. Packages stay outside the bundles.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sdk = join(root, 'sdk');
const finished = join(sdk, 'dist');
// Takes the place of the last build when it is whole: a build that fails changes nothing.
const dist = join(sdk, 'dist.next');
const require = createRequire(import.meta.url);

rmSync(dist, { recursive: true, force: true });
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const compiled = spawnSync(
  process.execPath,
  [tsc, '-p', join(sdk, 'tsconfig.build.json'), '--outDir', join(dist, 'cjs')],
  { stdio: 'inherit' },
);
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

/** Bundles one source file; returns the names that it exports at run time. */
function bundle(source, output, banner = '') {
  const outfile = join(dist, 'cjs', output);
  const { metafile } = buildSync({
    entryPoints: [join(sdk, 'src', source)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    banner: { js: banner },
    packages: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  // The exports of an ES module entry stand in the metafile of an ES module build.
  const { outputs } = buildSync({
    entryPoints: [join(sdk, 'src', source)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    metafile: true,
    write: false,
    outfile: 'names.js',
  }).metafile;
  return { names: Object.values(outputs)[0].exports.sort(), inputs: metafile.inputs };
}

function write(file, text) {
  const path = join(dist, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** An ES module entry over a CommonJS one, with its declarations. */
function writeEsm(entry, names) {
  const target = relative(dirname(join('esm', entry)), join('cjs', `${entry}.js`));
  write(
    `esm/${entry}.js`,
    names.length > 0
      ? `export { ${names.join(', ')} } from '${target}';\n`
      : `import '${target}';\n`,
  );
  write(`esm/${entry}.d.ts`, names.length > 0 ? `export * from '${target}';\n` : 'export {};\n');
}

const { names } = bundle('main.ts', 'main.js');
const publicNames = names.filter((name) => name !== 'startImplicitly');
const assignments = publicNames.map((name) => `exports.${name} = main.${name};\n`).join('');
write('cjs/index.js', `'use strict';\nconst main = require('./main.js');\n${assignments}`);
write('cjs/register.js', `'use strict';\nrequire('./main.js').startImplicitly();\n`);
writeEsm('index', publicNames);
writeEsm('register', []);
for (const entry of ['contract/index', 'testing/index']) {
  writeEsm(entry, bundle(`${entry}.ts`, `${entry}.js`).names);
}
bundle('logs/direct/thread.ts', 'sightline-shipper.js');
bundle('stalls/watchdog.ts', 'sightline-watchdog.js');
bundle('bin.ts', 'bin.js', '#!/usr/bin/env node');
chmodSync(join(dist, 'cjs/bin.js'), 0o755);
write('cjs/package.json', '{ "type": "commonjs" }\n');
rmSync(finished, { recursive: true, force: true });
renameSync(dist, finished);
