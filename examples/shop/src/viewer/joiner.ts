import { ATTR, DATASET, ERROR_TYPE } from 'sightline/contract';
import { parseLine, type CollectedSpan } from 'sightline/testing';
import { attribute, endMs } from './attributes.ts';
import { isScraped, movementsOf } from './movement.ts';
import type { Scraper } from './scraper.ts';
import type { JoinedRequest, ServiceLine } from './types.ts';

interface Draft {
  readonly spans: CollectedSpan[];
  readonly lines: ServiceLine[];
  readonly sinceMs: number;
}

/** Requests that are waited for at once; the oldest is given up first. */
const DRAFTS_MAX = 500;
/** What has not arrived this long after the request ended is not waited for. */
const PATIENCE_MS = 2500;
const GIVE_UP_MS = 15_000;

/** Collects what arrives about each trace and hands a request over once everything is there. */
export class Joiner {
  readonly #drafts = new Map<string, Draft>();
  readonly #done = new Set<string>();
  readonly #scraper: Scraper;

  constructor(scraper: Scraper) {
    this.#scraper = scraper;
  }

  addLine(service: string, text: string): void {
    const line = parseLine(text);
    const traceId = line?.trace?.id;
    if (line !== undefined && traceId !== undefined)
      this.#draft(traceId)?.lines.push({ service, line });
  }

  addSpan(span: CollectedSpan): void {
    this.#draft(span.traceId)?.spans.push(span);
  }

  /** Requests that became complete, in the order in which they ended. */
  take(): JoinedRequest[] {
    const ready: JoinedRequest[] = [];
    for (const [traceId, draft] of this.#drafts) {
      const root = draft.spans.find((span) => span.parentSpanId === undefined);
      if (root === undefined) {
        if (Date.now() - draft.sinceMs > GIVE_UP_MS) this.#drafts.delete(traceId);
        continue;
      }
      const waited = Date.now() - Math.max(...draft.spans.map(endMs));
      const complete = isComplete(draft) && isScraped(this.#scraper, draft.spans);
      if (!complete && waited < PATIENCE_MS) continue;
      this.#finish(traceId);
      const movements = movementsOf(this.#scraper, draft.spans);
      ready.push({ traceId, root, spans: draft.spans, lines: sorted(draft.lines), movements });
    }
    return ready.sort((a, b) => endMs(a.root) - endMs(b.root));
  }

  #draft(traceId: string): Draft | undefined {
    if (this.#done.has(traceId)) return undefined;
    const known = this.#drafts.get(traceId);
    if (known !== undefined) return known;
    if (this.#drafts.size >= DRAFTS_MAX) forgetOldest(this.#drafts);
    const draft: Draft = { spans: [], lines: [], sinceMs: Date.now() };
    this.#drafts.set(traceId, draft);
    return draft;
  }

  #finish(traceId: string): void {
    this.#drafts.delete(traceId);
    this.#done.add(traceId);
    if (this.#done.size > DRAFTS_MAX) forgetOldest(this.#done);
  }
}

/** Every call has its answer's span, and every served request its line. */
function isComplete({ spans, lines }: Draft): boolean {
  // A service may work on after its client left; its later spans are waited for.
  if (spans.some((span) => attribute(span, ATTR.errorType) === ERROR_TYPE.clientAborted))
    return false;
  return spans.every((span) => {
    if (span.kind === 'client')
      return spans.some(({ parentSpanId }) => parentSpanId === span.spanId);
    if (span.kind !== 'server') return true;
    return lines.some(
      ({ line }) => line.span?.id === span.spanId && line.event.dataset === DATASET.request,
    );
  });
}

function sorted(lines: readonly ServiceLine[]): ServiceLine[] {
  return [...lines].sort((a, b) => a.line['@timestamp'].localeCompare(b.line['@timestamp']));
}

function forgetOldest(collection: Map<string, unknown> | Set<string>): void {
  for (const key of collection.keys()) {
    collection.delete(key);
    return;
  }
}
