import { dirname, join } from 'node:path/posix';
import type { SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

interface Layer {
  /** Folders that it may import. */
  readonly may: readonly string[];
  /** Folders whose types it may name, without needing them at run time. */
  readonly types?: readonly string[];
}

const SIGNAL: Layer = { may: ['config', 'contract', 'context', 'lazy', 'otlp', 'record'] };

/**
 * Who may import whom inside `sdk/src`. Everything flows one way: names, then context, then the
 * record, then the signals. Only files directly below `sdk/src` that have no row here know all
 * parts.
 */
export const LAYERS: Readonly<Record<string, Layer>> = {
  contract: { may: [] },
  lazy: { may: [] },
  context: { may: ['contract'] },
  record: { may: ['context', 'contract'] },
  config: { may: ['contract'] },
  otlp: { may: ['context', 'contract', 'lazy'], types: ['config'] },
  instrument: { may: ['context', 'contract', 'lazy', 'record'], types: ['config'] },
  logs: SIGNAL,
  metrics: SIGNAL,
  traces: SIGNAL,
  // The admin server sees signals through interfaces that it declares itself.
  admin: { may: ['config', 'context', 'contract'] },
  lifecycle: { may: ['config', 'contract'] },
  testing: { may: ['context', 'contract', 'otlp'] },
};

/** Everybody may name the types of what was decided at start. */
const OPEN_TYPES = 'config/settings';

/** The folder of a file below `sdk/src`, or the name of a file that stands there itself. */
function layerOf(pathBelowSource: string): string {
  const [first = '', second] = pathBelowSource.split('/');
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

/** Imports against the direction, as `file:line: from -> to`. */
export function wrongWay(files: readonly SourceFile[]): string[] {
  const problems: string[] = [];
  for (const file of files) {
    const here = file.path.replace(/^sdk\/src\//, '');
    const layer = layerOf(here);
    const rules = LAYERS[layer];
    if (rules === undefined) {
      if (here.includes('/')) problems.push(`${file.path}: folder "${layer}" has no row in LAYERS`);
      continue;
    }
    for (const { line, value } of syntaxOf(file).imports) {
      if (!value.from.startsWith('.')) continue;
      const target = join(dirname(here), value.from).replace(/\.ts$/, '');
      const to = layerOf(target);
      if (to === layer || rules.may.includes(to)) continue;
      if (value.typeOnly && (rules.types?.includes(to) || target === OPEN_TYPES)) continue;
      problems.push(`${file.path}:${line}: ${layer} -> ${to} (${target})`);
    }
  }
  return problems;
}
