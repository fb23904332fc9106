import { propagation, type Baggage, type BaggageEntry } from '@opentelemetry/api';

import { BAGGAGE_MAX_LENGTH } from './traceparent.ts';

const MAX_ENTRIES = 64;

/** Reads a W3C `baggage` header. Entries that do not parse are skipped; at most 64 are kept. */
export function parseBaggage(header: string): Baggage {
  const entries: Record<string, BaggageEntry> = {};
  let count = 0;
  for (const member of header.split(',')) {
    if (count >= MAX_ENTRIES) break;
    const [pair = ''] = member.split(';', 1);
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    try {
      const key = decodeURIComponent(pair.slice(0, equals).trim());
      entries[key] = { value: decodeURIComponent(pair.slice(equals + 1).trim()) };
      count += 1;
    } catch {
      // A member with a broken percent-encoding carries nothing that could be passed on.
    }
  }
  return propagation.createBaggage(entries);
}

/** Writes a W3C `baggage` header within its length bound; later entries give way. */
export function formatBaggage(baggage: Baggage): string {
  let header = '';
  for (const [key, entry] of baggage.getAllEntries()) {
    const member = `${encodeURIComponent(key)}=${encodeURIComponent(entry.value)}`;
    const next = header === '' ? member : `${header},${member}`;
    if (next.length > BAGGAGE_MAX_LENGTH) break;
    header = next;
  }
  return header;
}
