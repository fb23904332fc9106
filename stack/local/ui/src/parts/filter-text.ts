/** A value as the filter language takes it: quoted when it is no plain word. */
export function quoted(value: string): string {
  if (/^[\w./@+-]+$/.test(value) && !/^(?:OR|NOT|AND)$/.test(value)) return value;
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

export function term(field: string, value: string): string {
  return `${field}:${quoted(value)}`;
}

/** A filter with one more condition; the opposite of it is taken out, itself is not doubled. */
export function withTerm(filter: string, field: string, value: string, negated = false): string {
  const plain = term(field, value);
  const wanted = negated ? `-${plain}` : plain;
  const opposite = negated ? plain : `-${plain}`;
  const rest = withoutText(filter, opposite);
  if (hasText(rest, wanted)) return rest;
  return rest === '' ? wanted : `${parenthesised(rest)} ${wanted}`;
}

/** `a OR b` and a further condition: the alternatives belong together. */
function parenthesised(filter: string): string {
  return /(?:^|\s)OR\s/.test(filter) && !filter.startsWith('(') ? `(${filter})` : filter;
}

export function hasText(filter: string, text: string): boolean {
  return ` ${filter} `.includes(` ${text} `);
}

/** The filter without a condition that stands in it as it is. */
export function withoutText(filter: string, text: string): string {
  return ` ${filter} `.replace(` ${text} `, ' ').trim();
}
