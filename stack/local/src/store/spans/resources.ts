import type { Attributes, AttributeValue } from '../../model/index.ts';
import { decodeKeyValue } from './decode-attributes.ts';
import { RESOURCE, SCOPE } from './fields.ts';
import { Cursor } from './protobuf.ts';

/** The resource and scope that spans came under, decoded once for all of them. */
export interface SpanSource {
  readonly service: string;
  readonly resource: Attributes;
  readonly scope: string;
  /** As they came, to hand them on unchanged. */
  readonly resourceBytes: Buffer;
  readonly scopeBytes: Buffer;
}

interface Slot {
  readonly key: string;
  readonly source: SpanSource;
  uses: number;
}

const SERVICE_NAME = 'service.name';

/** Sources in use, each kept once and only as long as a kept span needs it. */
export class SpanSources {
  readonly #slots: (Slot | undefined)[] = [];
  readonly #ids = new Map<string, number>();
  readonly #free: number[] = [];

  /** The source of these bytes; whoever goes on to use it acquires it at once. */
  find(resource: Buffer, scope: Buffer): number {
    const key = `${resource.toString('latin1')}\0${scope.toString('latin1')}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#free.pop() ?? this.#slots.length;
    this.#slots[id] = { key, source: decodeSource(resource, scope), uses: 0 };
    this.#ids.set(key, id);
    return id;
  }

  acquire(id: number): void {
    (this.#slots[id] as Slot).uses++;
  }

  /** Forgets a source when nothing uses it any more. */
  release(id: number): void {
    const slot = this.#slots[id];
    if (slot === undefined) return;
    slot.uses--;
    if (slot.uses > 0) return;
    this.#ids.delete(slot.key);
    this.#slots[id] = undefined;
    this.#free.push(id);
  }

  get(id: number): SpanSource {
    return (this.#slots[id] as Slot).source;
  }
}

function decodeSource(resourceBytes: Buffer, scopeBytes: Buffer): SpanSource {
  const resource: Record<string, AttributeValue> = {};
  const cursor = new Cursor(resourceBytes);
  while (cursor.next()) {
    if (cursor.number !== RESOURCE.attributes) continue;
    cursor.expectBytes();
    decodeKeyValue(resourceBytes, cursor.start, cursor.end, resource);
  }
  let scope = '';
  const inner = new Cursor(scopeBytes);
  while (inner.next()) if (inner.number === SCOPE.name) scope = inner.text();
  const name = resource[SERVICE_NAME];
  return {
    service: typeof name === 'string' && name !== '' ? name : 'unknown_service',
    resource,
    scope,
    resourceBytes: Buffer.from(resourceBytes),
    scopeBytes: Buffer.from(scopeBytes),
  };
}
