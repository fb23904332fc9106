import type { LogRow } from '../model/index.ts';
import type { RowView } from './compile.ts';
import type { FieldTest } from './syntax.ts';

/** Short names of what everybody asks for. */
const COLUMNS: Readonly<Record<string, (row: LogRow) => unknown>> = {
  level: (row) => row.level,
  'log.level': (row) => row.level,
  service: (row) => row.service,
  'service.name': (row) => row.service,
  trace: (row) => row.traceId,
  'trace.id': (row) => row.traceId,
};

/** Characters that JSON writes as they are: a text of them stands in the line as it is. */
const PLAIN = /^[\p{L}\p{N} _.:/@-]+$/u;

export const LOG_VIEW: RowView<LogRow> = {
  value(row, field) {
    const column = COLUMNS[field];
    return column === undefined ? atPath(row.fields(), field) : column(row);
  },
  text: (row) => row.text(),
  mayPass(row, test) {
    return COLUMNS[test.field] !== undefined || !isRare(test) || stands(row, test.value);
  },
};

/** A value that has to stand in the text of the line word for word. */
function isRare({ comparison, value, quoted }: FieldTest): boolean {
  const literal = quoted || !value.includes('*');
  return comparison === '=' && literal && PLAIN.test(value) && Number.isNaN(Number(value));
}

function stands(row: LogRow, value: string): boolean {
  return row.text().toLowerCase().includes(value.toLowerCase());
}

/** The value at a dotted path, whether the dots are nesting or part of a key. */
export function atPath(value: unknown, path: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(record, path)) return record[path];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(record, key)) continue;
    const found = atPath(record[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
