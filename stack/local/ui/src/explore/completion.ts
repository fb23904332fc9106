/** What stands before the cursor and can be completed: the beginning of a metric's name. */
export interface Stub {
  readonly from: number;
  readonly text: string;
}

/** The word before the cursor, unless it stands between quotes or braces. */
export function stubAt(expression: string, cursor: number): Stub | undefined {
  const before = expression.slice(0, cursor);
  const quotes = before.match(/"/g)?.length ?? 0;
  const open = before.lastIndexOf('{') > before.lastIndexOf('}');
  if (quotes % 2 === 1 || open) return undefined;
  const text = /[a-zA-Z_:][\w:]*$/.exec(before)?.[0];
  return text === undefined ? undefined : { from: cursor - text.length, text };
}

const SHOWN = 12;

/** Names that begin with the stub, then those that contain it. */
export function completions(names: readonly string[], stub: string): readonly string[] {
  const wanted = stub.toLowerCase();
  const begins = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const contains = names.filter(
    (name) => !name.toLowerCase().startsWith(wanted) && name.toLowerCase().includes(wanted),
  );
  const found = [...begins, ...contains].slice(0, SHOWN);
  return found.length === 1 && found[0] === stub ? [] : found;
}
