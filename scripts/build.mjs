// Builds the SDK: one CommonJS implementation, and ES module entries that re-export it by name.
// One implementation in both module systems means one logger, one registry and one set of hooks,
// however a process mixes `import` and `require`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sdk = join(root, 'sdk');
const dist = join(sdk, 'dist');
const require = createRequire(import.meta.url);

rmSync(dist, { recursive: true, force: true });
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', join(sdk, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
writeFileSync(join(dist, 'cjs/package.json'), '{ "type": "commonjs" }\n');

/** Names that an entry exports at run time, read from its declaration-free emitted code. */
function exportedNames(file) {
  const names = new Set();
  const source = readFileSync(file, 'utf8');
  for (const match of source.matchAll(
    /Object\.defineProperty\(exports, "([\w$]+)", \{ enumerable/g,
  )) {
    names.add(match[1]);
  }
  for (const match of source.matchAll(/^exports\.([\w$]+) = /gm)) names.add(match[1]);
  names.delete('__esModule');
  return [...names].sort();
}

for (const entry of ['index', 'register', 'contract/index', 'testing/index']) {
  const cjs = join(dist, 'cjs', `${entry}.js`);
  const esm = join(dist, 'esm', `${entry}.js`);
  mkdirSync(dirname(esm), { recursive: true });
  const target = relative(dirname(esm), cjs);
  const names = exportedNames(cjs);
  const body =
    names.length > 0
      ? `export { ${names.join(', ')} } from '${target}';\n`
      : `import '${target}';\n`;
  writeFileSync(esm, body);
  const types = names.length > 0 ? `export * from '${target}';\n` : 'export {};\n';
  writeFileSync(esm.replace(/\.js$/, '.d.ts'), types);
}
