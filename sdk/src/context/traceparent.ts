/** What an incoming `traceparent` said. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

const FORMAT =
  /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32})-((?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?$/;
const VERSION_0_LENGTH = 55;

/** Reads a W3C `traceparent`; anything malformed counts as absent, as the specification asks. */
export function parseTraceparent(header: unknown): RemoteParent | undefined {
  if (typeof header !== 'string' || header.length < VERSION_0_LENGTH || header.length > 256) {
    return undefined;
  }
  const match = FORMAT.exec(header);
  if (match === null || (match[1] === '00' && header.length !== VERSION_0_LENGTH)) return undefined;
  const [, , traceId, spanId, flags] = match as unknown as string[];
  return {
    traceId: traceId as string,
    spanId: spanId as string,
    sampled: (Number.parseInt(flags as string, 16) & 1) === 1,
  };
}

export function formatTraceparent(traceId: string, spanId: string, sampled: boolean): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The specification lets a receiver cut off here; longer headers are dropped whole. */
export const TRACESTATE_MAX_LENGTH = 512;
/** The baggage specification's bound on the whole header. */
export const BAGGAGE_MAX_LENGTH = 8192;

/** A header of bounded length, or nothing. */
export function boundedHeader(value: unknown, maxLength: number): string | undefined {
  const text = Array.isArray(value) ? value.join(',') : value;
  if (typeof text !== 'string' || text.length === 0 || text.length > maxLength) return undefined;
  return text;
}
