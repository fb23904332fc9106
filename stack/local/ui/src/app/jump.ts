import { href, serviceHref } from './location.ts';
import { knownServices } from './known.ts';

/** Where the search box of the top bar leads. */
export function jumpTarget(text: string): string {
  const id = text.toLowerCase().replaceAll('-', '');
  if (/^[0-9a-f]{32}$/.test(id)) return href(`/traces/${id}`);
  if (knownServices.has(text)) return serviceHref(text);
  return href('/logs', { q: text });
}
