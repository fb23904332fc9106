import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { renderConfiguration } from './reference/configuration.ts';
import { renderCoverage } from './reference/coverage.ts';
import { renderErrors } from './reference/errors.ts';

/** A committed file that is made from the source. */
export interface Generated {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly render: () => string;
}

export const GENERATED: readonly Generated[] = [
  { file: 'docs/configuration.md', render: renderConfiguration },
  { file: 'docs/errors.md', render: renderErrors },
  { file: 'docs/coverage.md', render: renderCoverage },
];

const ROOT = fileURLToPath(new URL('..', import.meta.url));

function current(file: string): string | undefined {
  try {
    return readFileSync(resolve(ROOT, file), 'utf8');
  } catch {
    return undefined;
  }
}

/** Files whose committed content is not what the source makes of them. */
export function staleFiles(): string[] {
  return GENERATED.filter(({ file, render }) => current(file) !== render()).map(({ file }) => file);
}

function main(): void {
  const stale = staleFiles();
  if (process.argv.includes('--check')) {
    if (stale.length === 0) return;
    console.error(`Stale, run "npm run generate": ${stale.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  for (const { file, render } of GENERATED) {
    if (!stale.includes(file)) continue;
    mkdirSync(dirname(resolve(ROOT, file)), { recursive: true });
    writeFileSync(resolve(ROOT, file), render());
    console.log(`wrote ${file}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
