import { SharedStrings } from '../strings.ts';
import type { SpanFacts } from './scan-span.ts';

/** The columns of kept spans: one slot per row. */
export class SpanColumns {
  /** Service, name, route and peer by number. */
  readonly strings = new SharedStrings();
  readonly startMs: Float64Array;
  readonly durationMs: Float64Array;
  /** Trace id in four words, span id in two, parent in two. */
  readonly ids: Uint32Array;
  readonly service: Uint32Array;
  readonly name: Uint32Array;
  readonly route: Uint32Array;
  readonly peer: Uint32Array;
  readonly source: Uint32Array;
  readonly statusCode: Uint16Array;
  /** Kind in the low four bits, status above. */
  readonly flags: Uint8Array;
  /** Where its bytes are: block, place in it, length. */
  readonly block: Float64Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;

  constructor(rows: number) {
    this.startMs = new Float64Array(rows);
    this.durationMs = new Float64Array(rows);
    this.ids = new Uint32Array(rows * ID_WORDS);
    this.service = new Uint32Array(rows);
    this.name = new Uint32Array(rows);
    this.route = new Uint32Array(rows);
    this.peer = new Uint32Array(rows);
    this.source = new Uint32Array(rows);
    this.statusCode = new Uint16Array(rows);
    this.flags = new Uint8Array(rows);
    this.block = new Float64Array(rows);
    this.offset = new Uint32Array(rows);
    this.length = new Uint32Array(rows);
  }

  /** Fills a slot, but for the place of its bytes. */
  put(slot: number, facts: SpanFacts, service: string, source: number): void {
    const { strings } = this;
    this.startMs[slot] = facts.startMs;
    this.durationMs[slot] = facts.durationMs;
    this.ids.set(facts.ids, slot * ID_WORDS);
    this.service[slot] = strings.acquire(service);
    this.name[slot] = strings.acquire(facts.name);
    this.route[slot] = strings.acquire(facts.route);
    this.peer[slot] = strings.acquire(facts.peer);
    this.source[slot] = source;
    this.statusCode[slot] = facts.statusCode;
    this.flags[slot] = (facts.kind & 15) | (facts.status << 4);
  }

  /** Lets go of the strings of a slot. */
  release(slot: number): void {
    for (const column of [this.service, this.name, this.route, this.peer]) {
      this.strings.release(column[slot] as number);
    }
  }
}

export const ID_WORDS = 8;
