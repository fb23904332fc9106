import { ANY_VALUE, KEY_VALUE, SPAN, STATUS } from './fields.ts';
import { Cursor, MalformedError } from './protobuf.ts';

/** What the columns of a span need, read in one pass. One instance serves every span in turn. */
export class SpanFacts {
  /** Four words of the trace id, two of the span's, two of the parent's. */
  readonly ids = new Uint32Array(8);
  name = '';
  kind = 0;
  startMs = 0;
  durationMs = 0;
  status = 0;
  route = '';
  statusCode = 0;
  peer = '';
}

/** Attributes that name the other side of a call, the most telling first. */
const PEERS = [
  'peer.service',
  'messaging.destination.name',
  'db.system.name',
  'db.system',
  'messaging.system',
  'server.address',
  'rpc.service',
  'net.peer.name',
] as const;
const ROUTE = 'http.route';
const STATUS_CODES = ['http.response.status_code', 'http.status_code'];
const WANTED = new Set<string>([ROUTE, ...STATUS_CODES, ...PEERS]);
const WANTED_LENGTHS = new Set([...WANTED].map((key) => key.length));

const span = new Cursor(Buffer.alloc(0));
const pair = new Cursor(Buffer.alloc(0));
const inner = new Cursor(Buffer.alloc(0));

/** Fills `facts` from the bytes of one span. Throws MalformedError when ids or times are unfit. */
export function scanSpan(bytes: Buffer, start: number, end: number, facts: SpanFacts): void {
  facts.ids.fill(0);
  facts.name = '';
  facts.kind = 0;
  facts.startMs = 0;
  facts.status = 0;
  facts.route = '';
  facts.statusCode = 0;
  facts.peer = '';
  let endMs = 0;
  let rank: number = PEERS.length;
  span.over(bytes, start, end);
  while (span.next()) {
    const { number } = span;
    if (number === SPAN.attributes) rank = scanAttribute(bytes, facts, rank);
    else if (number === SPAN.traceId) readId(bytes, facts.ids, 0, 16);
    else if (number === SPAN.spanId) readId(bytes, facts.ids, 4, 8);
    else if (number === SPAN.parentSpanId) {
      if (span.end > span.start) readId(bytes, facts.ids, 6, 8);
    } else if (number === SPAN.name) facts.name = span.text();
    else if (number === SPAN.kind) facts.kind = span.low;
    else if (number === SPAN.start) facts.startMs = span.nanosAsMs();
    else if (number === SPAN.end) endMs = span.nanosAsMs();
    else if (number === SPAN.status) facts.status = scanStatus(bytes);
  }
  if ((facts.ids[4] as number) === 0 && (facts.ids[5] as number) === 0) {
    throw new MalformedError('a span without an id');
  }
  if (facts.ids[0] === 0 && facts.ids[1] === 0 && facts.ids[2] === 0 && facts.ids[3] === 0) {
    throw new MalformedError('a span without a trace id');
  }
  if (facts.startMs === 0) throw new MalformedError('a span without a start time');
  facts.durationMs = Math.max(0, endMs - facts.startMs);
}

function readId(bytes: Buffer, words: Uint32Array, at: number, length: number): void {
  span.expectBytes();
  if (span.end - span.start !== length) {
    throw new MalformedError(`an id of ${span.end - span.start} bytes, expected ${length}`);
  }
  for (let offset = 0; offset < length; offset += 4) {
    words[at + offset / 4] = bytes.readUInt32BE(span.start + offset);
  }
}

function scanStatus(bytes: Buffer): number {
  span.expectBytes();
  inner.over(bytes, span.start, span.end);
  let code = 0;
  while (inner.next()) if (inner.number === STATUS.code) code = inner.low;
  return code <= 2 ? code : 0;
}

/** Returns the rank of the best peer so far. */
function scanAttribute(bytes: Buffer, facts: SpanFacts, rank: number): number {
  span.expectBytes();
  pair.over(bytes, span.start, span.end);
  let key = '';
  while (pair.next()) {
    if (pair.number === KEY_VALUE.key) {
      pair.expectBytes();
      if (!WANTED_LENGTHS.has(pair.end - pair.start)) return rank;
      key = bytes.toString('latin1', pair.start, pair.end);
      if (!WANTED.has(key)) return rank;
    } else if (pair.number === KEY_VALUE.value && key !== '') {
      pair.expectBytes();
      inner.over(bytes, pair.start, pair.end);
      if (!inner.next()) return rank;
      if (inner.number === ANY_VALUE.int && STATUS_CODES.includes(key)) {
        facts.statusCode = inner.low;
      } else if (inner.number === ANY_VALUE.string) {
        if (key === ROUTE) facts.route = inner.text();
        else {
          const place = (PEERS as readonly string[]).indexOf(key);
          if (place >= 0 && place < rank) {
            facts.peer = inner.text();
            return place;
          }
        }
      }
    }
  }
  return rank;
}
