import { fileURLToPath } from 'node:url';

/** What the inspector's profiler returns, as far as it is used. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { functionName: string; url: string; lineNumber: number };
  readonly children?: readonly number[];
}

export interface GroupedProfile {
  /** Self time in microseconds. */
  readonly byOrigin: ReadonlyMap<string, number>;
  /** The same, where time in node and native code counts for the nearest caller outside node. */
  readonly withCallees: ReadonlyMap<string, number>;
  readonly functions: readonly { name: string; origin: string; micros: number }[];
}

const NODE = 'node internals';
const NATIVE = 'native';
/** Idle time, and the profiler itself. */
const IGNORED = '';
const SDK_DIST = fileURLToPath(new URL('../../dist/cjs/', import.meta.url));
const BENCH = fileURLToPath(new URL('..', import.meta.url));

const SPECIAL: Record<string, string> = {
  '(garbage collector)': 'gc',
  '(program)': 'program',
  '(idle)': IGNORED,
  '(root)': 'program',
};

/** Packages that are one origin together. */
const PACKAGES: readonly [RegExp, string][] = [
  [/^(@grpc\/|@opentelemetry\/(otlp|exporter)|protobufjs)/, 'grpc and otlp'],
  [/^@opentelemetry\/instrumentation/, 'opentelemetry instrumentation'],
  [/^@opentelemetry\//, 'opentelemetry'],
  [/^(pino|sonic-boom|thread-stream|quick-format|safe-stable)/, 'pino'],
  [/^(prom-client|tdigest)/, 'prom-client'],
];

function originOf(frame: ProfileNode['callFrame']): string {
  const special = SPECIAL[frame.functionName];
  if (special !== undefined && frame.url === '') return special;
  if (frame.url === '') return NATIVE;
  if (frame.url === 'node:inspector') return IGNORED;
  if (frame.url.startsWith('node:')) return NODE;
  const path = frame.url.startsWith('file:') ? fileURLToPath(frame.url) : frame.url;
  if (path.startsWith(SDK_DIST)) return `sightline ${path.slice(SDK_DIST.length)}`;
  if (path.endsWith('/parent.cjs')) return IGNORED;
  if (path.startsWith(BENCH)) return 'application';
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  if (name === undefined) return 'other';
  return PACKAGES.find(([pattern]) => pattern.test(name))?.[1] ?? 'framework';
}

/** Adds up a profile by where the code comes from. Idle time is left out. */
export function groupProfile(profile: CpuProfile): GroupedProfile {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const origins = new Map(profile.nodes.map((node) => [node.id, originOf(node.callFrame)]));
  const callers = new Map<number, number>();
  for (const { id, children } of profile.nodes) {
    for (const child of children ?? []) callers.set(child, id);
  }
  /** Nearest caller that is not node itself; node when there is none. */
  const responsible = (id: number): string => {
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
      const origin = origins.get(at) ?? NODE;
      if (origin !== NODE && origin !== NATIVE && !(origin === 'program' && at !== id)) {
        return origin;
      }
    }
    return NODE;
  };
  const byOrigin = new Map<string, number>();
  const withCallees = new Map<string, number>();
  const functions = new Map<string, { name: string; origin: string; micros: number }>();
  const add = (map: Map<string, number>, key: string, micros: number) =>
    map.set(key, (map.get(key) ?? 0) + micros);
  profile.samples.forEach((id, index) => {
    const micros = Math.max(0, profile.timeDeltas[index] ?? 0);
    const node = nodes.get(id);
    const origin = origins.get(id);
    if (node === undefined || origin === undefined || origin === IGNORED) return;
    add(byOrigin, origin, micros);
    add(withCallees, responsible(id), micros);
    const { functionName, url, lineNumber } = node.callFrame;
    const key = `${functionName} ${url}:${lineNumber}`;
    const entry = functions.get(key) ?? { name: nameOf(node.callFrame), origin, micros: 0 };
    entry.micros += micros;
    functions.set(key, entry);
  });
  const sorted = [...functions.values()].sort((a, b) => b.micros - a.micros);
  return { byOrigin, withCallees, functions: sorted };
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  const place = url === '' ? '' : ` (${url.split('/').slice(-2).join('/')}:${lineNumber + 1})`;
  return `${functionName || '(anonymous)'}${place}`;
}
