import { readFileSync } from 'node:fs';
import {
  decodeTraces,
  type BulkDocument,
  type BulkReceiver,
  type CollectedSpan,
  type OtlpReceiver,
} from '../../src/testing/index.ts';
import { filesBelow } from '../support/paths.ts';

/** What arrived, by the numbers that the subject was asked to emit. */
export interface Arrivals {
  readonly delivered: ReadonlySet<number>;
  /** Neither delivered nor lost: in a dead-letter file, in the failure store, told as rejected. */
  readonly setAside: ReadonlySet<number>;
  /** Arrived again where it was already. */
  readonly duplicated: number;
  /** Stored again under the same id in the backing index after a rollover. */
  readonly acrossRollover: number;
}

/** Lines in a bulk receiver. `spool`: where dead letters are looked for. */
export function lineArrivals(receiver: BulkReceiver, spool: string): Arrivals {
  const firstIds = new Map<number, string>();
  let duplicated = 0;
  let acrossRollover = 0;
  for (const document of receiver.documents) {
    const n = numberOfLine(document);
    if (n === undefined) continue;
    const known = firstIds.get(n);
    if (known === undefined) firstIds.set(n, document.id);
    else if (known === document.id) acrossRollover += 1;
    else duplicated += 1;
  }
  const setAside = new Set(deadLetters(spool));
  for (const document of receiver.failures) {
    const n = numberOfLine(document);
    if (n !== undefined) setAside.add(n);
  }
  return { delivered: new Set(firstIds.keys()), setAside, duplicated, acrossRollover };
}

/** The number of a line of the SDK, or of a line of bare pino. */
export function numberOfLine({ source }: Pick<BulkDocument, 'source'>): number | undefined {
  const labels = source['numeric_labels'] as { readonly n?: unknown } | undefined;
  const n = labels?.n ?? source['n'];
  return typeof n === 'number' ? n : undefined;
}

export function deadLetterFiles(spool: string): string[] {
  return filesBelow(spool, '').filter((file) => file.includes('/dead-letter/'));
}

/** Numbers in dead-letter files; the line may stand there as an object or as a string. */
function deadLetters(spool: string): number[] {
  let files: string[];
  try {
    files = deadLetterFiles(spool);
  } catch {
    // No spool, or one in a mount of the process that is gone with it.
    return [];
  }
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.flatMap((line) => {
    const n = /\\*"n\\*":(\d+)/.exec(line)?.[1];
    return n === undefined ? [] : [Number(n)];
  });
}

/** Spans of the service in an OTLP receiver, one for each request. */
export function spanArrivals(receiver: OtlpReceiver): Arrivals {
  const delivered = new Set<number>();
  let duplicated = 0;
  for (const span of receiver.spans) {
    const n = numberOfSpan(span);
    if (n === undefined) continue;
    if (delivered.has(n)) duplicated += 1;
    delivered.add(n);
  }
  return { delivered, setAside: rejectedSpans(receiver), duplicated, acrossRollover: 0 };
}

function numberOfSpan({ kind, attributes }: CollectedSpan): number | undefined {
  if (kind !== 'server') return undefined;
  const n = /^\/numbers\/(\d+)$/.exec(String(attributes['url.path']))?.[1];
  return n === undefined ? undefined : Number(n);
}

/** How many spans of each request the receiver rejects in a partial success. */
export const REJECTED_OF_REQUEST = 1;

function rejectedSpans({ requests }: OtlpReceiver): Set<number> {
  const rejected = requests
    .filter(({ answered }) => answered === 'partial')
    .flatMap(({ body }) => decodeTraces(body).slice(0, REJECTED_OF_REQUEST));
  return new Set(rejected.flatMap((span) => numberOfSpan(span) ?? []));
}
