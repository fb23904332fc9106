import type { TakenSegment } from '../spool/index.ts';
import { writeAttributes } from './attributes.ts';
import type { SealedBuffer } from './sealed-buffer.ts';
import { ProtoWriter } from './writer.ts';

const RESOURCE_ITEMS = 0x0a;
const RESOURCE = 0x0a;
const RESOURCE_ATTRIBUTE = 0x0a;
const RESOURCE_DROPPED = 0x10;
const SCOPE_ITEMS = 0x12;
const SCOPE = 0x0a;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const ITEM_IN_SCOPE = 0x12;

export interface Scope {
  readonly name: string;
  readonly version: string | undefined;
}

/** A finished request, ready for the wire. */
export interface SealedBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Sends tried so far. */
  attempts: number;
  /** Holds the bytes; free for another batch once this one is settled and nobody reads it. */
  buffer?: SealedBuffer | undefined;
  /** Where it lies on disk, when it came from there. */
  readonly stored?: TakenSegment;
}

/** The resource part of every request, encoded once. */
export function encodeResource(attributes: Readonly<Record<string, string>>): Buffer {
  const writer = new ProtoWriter();
  const start = writer.open(RESOURCE);
  writeAttributes(writer, RESOURCE_ATTRIBUTE, attributes);
  writer.byte(RESOURCE_DROPPED);
  writer.varint(0);
  writer.close(start);
  return writer.take();
}

/**
 * Items of one signal, encoded as they come; sealing only puts the frames around them. The requests
 * of traces, metrics and logs differ in their items alone: the frames have the same field numbers.
 * The buffers are used again from batch to batch: fresh ones of this size would keep the collector
 * busy.
 */
export class ExportBatch {
  readonly #resource: Uint8Array;
  readonly #scopes = new Map<string, Part>();
  #last: Part | undefined;
  count = 0;
  bytes = 0;

  constructor(resource: Uint8Array) {
    this.#resource = resource;
  }

  /** Encodes one item; a fault while encoding leaves the batch as it was and is thrown on. */
  add<Item>(scope: Scope, write: (writer: ProtoWriter, item: Item) => void, item: Item): void {
    const { items } = this.#last?.scope === scope ? this.#last : this.#find(scope);
    const mark = items.length;
    try {
      const start = items.open(ITEM_IN_SCOPE);
      write(items, item);
      items.close(start);
      const bytes = items.length - mark;
      if (bytes > ITEM_MAX_BYTES) throw new RangeError(`an item of ${bytes} bytes`);
      this.count += 1;
      this.bytes += bytes;
    } catch (error) {
      items.rewind(mark);
      throw error;
    }
  }

  #find(scope: Scope): Part {
    const key = `${scope.name}@${scope.version ?? ''}`;
    let found = this.#scopes.get(key);
    if (found === undefined) {
      found = { scope, items: new ProtoWriter() };
      this.#scopes.set(key, found);
    }
    this.#last = found;
    return found;
  }

  /** The batch as the signal's export request; the batch is empty afterwards. */
  seal(buffer: SealedBuffer): SealedBatch {
    const parts: Uint8Array[] = [];
    let length = this.#resource.length;
    const filled = [...this.#scopes.values()].filter(({ items }) => items.length > 0);
    for (const { scope, items } of filled) {
      const head = scopeHead(scope);
      const frame = frameHead(SCOPE_ITEMS, head.length + items.length);
      parts.push(frame, head, items.view());
      length += frame.length + head.length + items.length;
    }
    const bytes = buffer.hold([frameHead(RESOURCE_ITEMS, length), this.#resource, ...parts]);
    for (const { items } of filled) items.clear();
    const { count } = this;
    this.count = 0;
    this.bytes = 0;
    // Scopes come from the application's tracers; hundreds of them would only hold empty buffers.
    if (this.#scopes.size > SCOPES_KEPT_MAX) this.#scopes.clear();
    this.#last = undefined;
    return { bytes, count, attempts: 0, buffer };
  }

  /** Forgets everything. */
  clear(): void {
    this.#scopes.clear();
    this.#last = undefined;
    this.count = 0;
    this.bytes = 0;
  }
}

interface Part {
  readonly scope: Scope;
  readonly items: ProtoWriter;
}

const SCOPES_KEPT_MAX = 50;
/** Receivers refuse requests of more than 4 MB; one item must not cost its whole batch. */
const ITEM_MAX_BYTES = 2 * 1024 * 1024;

function scopeHead(scope: Scope): Uint8Array {
  const writer = new ProtoWriter(HEAD_BYTES);
  const head = writer.open(SCOPE);
  writer.text(SCOPE_NAME, scope.name);
  if (scope.version) writer.text(SCOPE_VERSION, scope.version);
  writer.close(head);
  return writer.take();
}

/** Tag and length of a message whose body follows. */
function frameHead(tag: number, length: number): Uint8Array {
  const writer = new ProtoWriter(HEAD_BYTES);
  writer.byte(tag);
  writer.varint(length);
  return writer.take();
}

const HEAD_BYTES = 64;
