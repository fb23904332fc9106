import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const CONFIG_FILE = fileURLToPath(new URL('vite.config.ts', import.meta.url));
const OUT_DIR = fileURLToPath(new URL('../dist/ui', import.meta.url));

/** What a first visit may weigh: JavaScript and CSS together, compressed by gzip. */
export const GZIP_BYTES_MAX = 200_000;

export interface Built {
  readonly folder: string;
  /** JavaScript and CSS, compressed by gzip. */
  readonly gzipBytes: number;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Writes `.gz` and `.br` beside a file; returns the size of the former. */
function compress(file: string): number {
  const bytes = readFileSync(file);
  const gzipped = gzipSync(bytes, { level: 9 });
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(`${file}.gz`, gzipped);
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  return gzipped.length;
}

/** Builds the page into `dist/ui`, with compressed files beside the plain ones. */
export async function buildUi(outDir: string = OUT_DIR): Promise<Built> {
  await build({ configFile: CONFIG_FILE, mode: 'production', build: { outDir } });
  let gzipBytes = 0;
  for (const file of filesBelow(outDir)) {
    if (!/\.(?:js|css|html|svg)$/.test(file)) continue;
    const size = compress(file);
    if (/\.(?:js|css)$/.test(file)) gzipBytes += size;
  }
  if (gzipBytes > GZIP_BYTES_MAX) {
    throw new Error(`the page weighs ${gzipBytes} bytes gzip, at most ${GZIP_BYTES_MAX}`);
  }
  return { folder: outDir, gzipBytes };
}

if (import.meta.main) {
  const { gzipBytes } = await buildUi();
  process.stdout.write(`ui: ${(gzipBytes / 1000).toFixed(1)} kB of JavaScript and CSS (gzip)\n`);
}
