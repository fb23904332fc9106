// Builds the local stack: its server side as two entries over shared chunks, the declarations of
// what code may use, and the page.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildSync } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const local = join(root, 'stack/local');
const dist = join(local, 'dist');
const require = createRequire(import.meta.url);

rmSync(dist, { recursive: true, force: true });
buildSync({
  entryPoints: { cli: join(local, 'src/cli/index.ts'), stack: join(local, 'src/up/index.ts') },
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[hash]',
  platform: 'node',
  target: 'node22',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
run([join(dirname(require.resolve('typescript/package.json')), 'bin/tsc'), '-p', local]);
run([join(local, 'ui/build.ts')]);

function run(args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
