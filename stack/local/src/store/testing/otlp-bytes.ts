/** Writes small OTLP trace requests for tests, field by field. */
type Part = readonly number[] | Buffer;

export interface SpanFixture {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startMs: number;
  readonly durationMs?: number;
  readonly status?: number;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function bytesField(number: number, ...parts: Part[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)));
  return Buffer.concat([Buffer.from([...varint((number << 3) | 2), ...varint(body.length)]), body]);
}

function nanosField(number: number, timeMs: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(Math.round(timeMs * 1000)) * 1000n);
  return Buffer.concat([Buffer.from(varint((number << 3) | 1)), bytes]);
}

function attribute(number: number, key: string, value: string | number): Buffer {
  const any =
    typeof value === 'string'
      ? bytesField(1, Buffer.from(value))
      : Buffer.from([...varint((3 << 3) | 0), ...varint(value)]);
  return bytesField(number, bytesField(1, Buffer.from(key)), bytesField(2, any));
}

function span(one: SpanFixture): Buffer {
  const { attributes = {}, durationMs = 1, kind = 2, status = 0 } = one;
  return bytesField(
    2,
    bytesField(1, Buffer.from(one.traceId, 'hex')),
    bytesField(2, Buffer.from(one.spanId, 'hex')),
    one.parent === undefined ? [] : bytesField(4, Buffer.from(one.parent, 'hex')),
    bytesField(5, Buffer.from(one.name ?? 'work')),
    [6 << 3, kind],
    nanosField(7, one.startMs),
    nanosField(8, one.startMs + durationMs),
    ...Object.entries(attributes).map(([key, value]) => attribute(9, key, value)),
    bytesField(15, [3 << 3, status]),
  );
}

/** An `ExportTraceServiceRequest` of one service. */
export function traceRequest(service: string, spans: readonly SpanFixture[]): Buffer {
  const resource = bytesField(1, attribute(1, 'service.name', service));
  const scope = bytesField(1, bytesField(1, Buffer.from('tests')));
  return bytesField(1, resource, bytesField(2, scope, ...spans.map(span)));
}

/** The n-th trace or span id. */
export function traceIdOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

export function spanIdOf(number: number): string {
  return number.toString(16).padStart(16, '0');
}
