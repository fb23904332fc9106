import { ProtoWriter, writeAttributes } from '../otlp/index.ts';

const RESOURCE_SPANS = 0x0a;
const RESOURCE = 0x0a;
const RESOURCE_ATTRIBUTE = 0x0a;
const RESOURCE_DROPPED = 0x10;
const SCOPE_SPANS = 0x12;
const SCOPE = 0x0a;
const SCOPE_NAME = 0x0a;
const SCOPE_VERSION = 0x12;
const SPAN_IN_SCOPE = 0x12;

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

/** Spans are encoded into the batch when they end; sealing only puts the frames around them. */
export class SpanBatch {
  readonly #resource: Uint8Array;
  readonly #scopes = new Map<string, { scope: Scope; spans: ProtoWriter }>();
  #last: { scope: Scope; spans: ProtoWriter } | undefined;
  count = 0;

  constructor(resource: Uint8Array) {
    this.#resource = resource;
  }

  get bytes(): number {
    let total = 0;
    for (const { spans } of this.#scopes.values()) total += spans.length;
    return total;
  }

  /** Encodes one span; a fault while encoding leaves the batch as it was and is thrown on. */
  add<Span>(scope: Scope, write: (writer: ProtoWriter, span: Span) => void, span: Span): void {
    const { spans } = this.#last?.scope === scope ? this.#last : this.#find(scope);
    const mark = spans.length;
    try {
      const start = spans.open(SPAN_IN_SCOPE);
      write(spans, span);
      spans.close(start);
      this.count += 1;
    } catch (error) {
      spans.rewind(mark);
      throw error;
    }
  }

  #find(scope: Scope): { scope: Scope; spans: ProtoWriter } {
    const key = `${scope.name}@${scope.version ?? ''}`;
    let found = this.#scopes.get(key);
    if (found === undefined) {
      found = { scope, spans: new ProtoWriter() };
      this.#scopes.set(key, found);
    }
    this.#last = found;
    return found;
  }

  /** The batch as an ExportTraceServiceRequest. The batch must not be used afterwards. */
  seal(): SealedBatch {
    const writer = new ProtoWriter(this.bytes + this.#resource.length + 1024);
    const outer = writer.open(RESOURCE_SPANS);
    writer.raw(this.#resource);
    for (const { scope, spans } of this.#scopes.values()) {
      const inner = writer.open(SCOPE_SPANS);
      const head = writer.open(SCOPE);
      writer.text(SCOPE_NAME, scope.name);
      if (scope.version) writer.text(SCOPE_VERSION, scope.version);
      writer.close(head);
      writer.raw(spans.view());
      writer.close(inner);
    }
    writer.close(outer);
    return { bytes: writer.take(), count: this.count, attempts: 0 };
  }
}
