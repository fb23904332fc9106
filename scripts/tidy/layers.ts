import { dirname, join } from 'node:path/posix';
import type { SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

interface Layer {
  /** Folders that it may import. */
  readonly may: readonly string[];
  /** Folders whose types it may name, without needing them at run time. */
  readonly types?: readonly string[];
}

const SIGNAL: Layer = {
  may: ['config', 'contract', 'context', 'lazy', 'otlp', 'record', 'spool', 'threads'],
};

type Layers = Readonly<Record<string, Layer>>;

/**
 * Who may import whom inside `sdk/src`. Everything flows one way: names, then context, then the
 * record, then the signals. Only files directly below `sdk/src` that have no row here know all
 * parts.
 */
const SDK: Layers = {
  contract: { may: [] },
  lazy: { may: [] },
  threads: { may: [] },
  context: { may: ['contract'] },
  record: { may: ['context', 'contract'] },
  config: { may: ['contract'] },
  // What waits on disk: knows files, not what is in them.
  spool: { may: ['contract'] },
  otlp: { may: ['context', 'contract', 'lazy', 'spool'], types: ['config'] },
  instrument: { may: ['context', 'contract', 'lazy', 'record'], types: ['config'] },
  steps: { may: ['context', 'contract', 'instrument', 'record'] },
  // Adapters measure through the hooks; what becomes of it they do not know.
  libraries: { may: ['context', 'contract', 'instrument', 'record'] },
  logs: SIGNAL,
  metrics: SIGNAL,
  traces: SIGNAL,
  // The admin server sees signals through interfaces that it declares itself.
  admin: { may: ['config', 'context', 'contract'] },
  profiling: { may: ['lazy'] },
  stalls: { may: ['profiling', 'threads'] },
  // Other processes of the service: knows pages as text, not what is in them.
  crew: { may: ['context', 'contract'] },
  lifecycle: { may: ['config', 'contract'] },
  // The command: it starts nothing of what observes a service.
  cli: { may: ['config', 'contract', 'logs'] },
  testing: { may: ['context', 'contract', 'otlp'] },
};

/** The same inside `stack/local/src`: words, then what keeps, takes and asks, then the process. */
const LOCAL: Layers = {
  model: { may: [] },
  wire: { may: ['model'] },
  filter: { may: ['model'] },
  promql: { may: ['model'] },
  store: { may: ['model', 'filter'] },
  // Writes to the store through its interface.
  ingest: { may: ['model'] },
  read: { may: ['model', 'filter', 'promql', 'wire'] },
  api: { may: ['model', 'filter', 'promql', 'read', 'wire'], types: ['ingest'] },
  up: { may: ['model', 'filter', 'promql', 'store', 'ingest', 'read', 'api', 'wire'] },
  cli: { may: ['model', 'filter', 'promql', 'store', 'read', 'api', 'up', 'wire'] },
};

/** Folders whose layers are held, and the rows of each. */
export const LAYERS: Readonly<Record<string, Layers>> = {
  'sdk/src/': SDK,
  'stack/local/src/': LOCAL,
};

/** Everybody may name the types of what was decided at start. */
const OPEN_TYPES = 'config/settings';

/** The folder of a file below the source, or the name of a file that stands there itself. */
function layerOf(pathBelowSource: string): string {
  const [first = '', second] = pathBelowSource.split('/');
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

/** Imports against the direction, as `file:line: from -> to`. */
export function wrongWay(files: readonly SourceFile[]): string[] {
  return Object.entries(LAYERS).flatMap(([source, layers]) =>
    files
      .filter(({ path }) => path.startsWith(source))
      .flatMap((file) => wrongWayOf(file, file.path.slice(source.length), layers)),
  );
}

function wrongWayOf(file: SourceFile, here: string, layers: Layers): string[] {
  const layer = layerOf(here);
  const rules = layers[layer];
  if (rules === undefined) {
    return here.includes('/') ? [`${file.path}: folder "${layer}" has no row in LAYERS`] : [];
  }
  const problems: string[] = [];
  for (const { line, value } of syntaxOf(file).imports) {
    if (!value.from.startsWith('.')) continue;
    const target = join(dirname(here), value.from).replace(/\.ts$/, '');
    const to = layerOf(target);
    if (to === layer || rules.may.includes(to)) continue;
    if (value.typeOnly && (rules.types?.includes(to) || target === OPEN_TYPES)) continue;
    problems.push(`${file.path}:${line}: ${layer} -> ${to} (${target})`);
  }
  return problems;
}
