/** One value of a log line under its dotted path. */
export interface Field {
  readonly path: string;
  readonly text: string;
  /** A condition on it is possible: it is short and no object. */
  readonly filterable: boolean;
}

/** Paths that the filter language has a shorter word for. */
const WORDS: Readonly<Record<string, string>> = {
  'log.level': 'level',
  'service.name': 'service',
  'trace.id': 'trace',
};

export function filterField(path: string): string {
  return WORDS[path] ?? path;
}

/** Read first, in this order; the rest follows by name. */
const FIRST = ['error.type', 'error.message', 'error.stack_trace', 'trace.id', 'span.id'];

function place(path: string): number {
  const at = FIRST.indexOf(path);
  return at === -1 ? FIRST.length : at;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function collect(value: unknown, path: string, into: Field[]): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, path === '' ? key : `${path}.${key}`, into);
    }
    return;
  }
  const text = textOf(value);
  const filterable = !Array.isArray(value) && text.length <= 160 && !text.includes('\n');
  into.push({ path, text, filterable });
}

/** All values of a line, the ones that explain a failure first. */
export function fieldsOf(fields: Readonly<Record<string, unknown>>): readonly Field[] {
  const found: Field[] = [];
  collect(fields, '', found);
  return found.sort((a, b) => place(a.path) - place(b.path) || a.path.localeCompare(b.path));
}
