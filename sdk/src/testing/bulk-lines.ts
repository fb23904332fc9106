export type BulkVerb = 'create' | 'index' | 'delete';

export interface BulkAction {
  readonly verb: BulkVerb;
  readonly index: string;
  readonly id: string | undefined;
  readonly source: Record<string, unknown>;
}

const VERBS: readonly string[] = ['create', 'index', 'delete'] satisfies BulkVerb[];

/** Parses a `_bulk` body as strictly as Elasticsearch does; a string is its reason to refuse it. */
export function parseBulk(body: Buffer, target: string): BulkAction[] | string {
  const text = body.toString('utf8');
  if (text.length === 0) return 'request body is required';
  if (!text.endsWith('\n')) return 'The bulk request must be terminated by a newline [\\n]';
  const lines = text.split('\n').slice(0, -1);
  const actions: BulkAction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const head = parseAction(lines[at] ?? '', target);
    if (typeof head === 'string') return `line ${at + 1}: ${head}`;
    if (head.verb === 'delete') {
      actions.push({ ...head, source: {} });
      continue;
    }
    at += 1;
    const source = parseObject(lines[at]);
    if (source === undefined) return `line ${at + 1}: source is no JSON object`;
    actions.push({ ...head, source });
  }
  return actions;
}

function parseAction(line: string, target: string): Omit<BulkAction, 'source'> | string {
  const action = parseObject(line);
  const [verb, ...others] = Object.keys(action ?? {});
  if (action === undefined || verb === undefined || others.length > 0) return 'malformed action';
  if (!VERBS.includes(verb)) return `action [${verb}] is not supported`;
  const meta = (action[verb] ?? {}) as { _index?: unknown; _id?: unknown; op_type?: unknown };
  const index = typeof meta._index === 'string' ? meta._index : target;
  if (index === '') return 'index is missing';
  const id = typeof meta._id === 'string' ? meta._id : undefined;
  if (verb === 'delete' && id === undefined) return 'an id must be provided if version is given';
  // The older way to say `create`, which pino-elasticsearch uses.
  const isCreate = verb === 'index' && meta.op_type === 'create';
  return { verb: isCreate ? 'create' : (verb as BulkVerb), index, id };
}

function parseObject(line: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line ?? '');
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
