const SHOWN_LENGTH_MAX = 80;

function cut(text: string): string {
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}...` : text;
}

/** A short printable form of any value; never throws and never runs long. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    return cut(`[${value.slice(0, 20).map(describeEntry).join(', ')}]`);
  }
  return 'an object';
}

function describeEntry(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'an object' : describeValue(value);
}

/**
 * A URL without credentials, query and fragment: all three carry tokens in practice.
 * A text that is no URL is shown only if it cannot contain any of them; else undefined.
 */
export function safeUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) {
    return `${url.origin}${url.pathname === '/' ? '' : url.pathname}`;
  }
  return /[@?#;\s]/.test(text) ? undefined : cut(text);
}
