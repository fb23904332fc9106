import type { IncomingMessage } from 'node:http';

/** The request headers that the SDK reads. */
export interface SeenHeaders {
  host: string | undefined;
  userAgent: string | undefined;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  traceparent: string | undefined;
  tracestate: string | undefined;
  baggage: string | undefined;
}

const FIELDS: Record<string, keyof SeenHeaders> = {
  host: 'host',
  'user-agent': 'userAgent',
  'content-length': 'contentLength',
  'transfer-encoding': 'transferEncoding',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
  baggage: 'baggage',
};
/** Names of other lengths are passed over without a look. */
const LENGTHS: boolean[] = [];
for (const name of Object.keys(FIELDS)) LENGTHS[name.length] = true;

/**
 * Reads the wanted headers from the raw list. `req.headers` would build an object of all of them,
 * which many requests never need. The answer is one object that is filled anew by every call.
 */
export function seenHeaders(req: IncomingMessage): SeenHeaders {
  seen.host = undefined;
  seen.userAgent = undefined;
  seen.contentLength = undefined;
  seen.transferEncoding = undefined;
  seen.traceparent = undefined;
  seen.tracestate = undefined;
  seen.baggage = undefined;
  const { rawHeaders } = req;
  if (rawHeaders === undefined) return fromObject(req);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (LENGTHS[name.length] !== true) continue;
    const field = FIELDS[name] ?? FIELDS[name.toLowerCase()];
    if (field === undefined) continue;
    const value = rawHeaders[index + 1] as string;
    const before = seen[field];
    // Repeated: lists are joined, of anything else the first one counts, as in node:http.
    const isList = field === 'tracestate' || field === 'baggage';
    if (before === undefined) seen[field] = value;
    else if (isList) seen[field] = `${before},${value}`;
    else if (field === 'traceparent') seen[field] = '';
  }
  return seen;
}

const seen: SeenHeaders = {
  host: undefined,
  userAgent: undefined,
  contentLength: undefined,
  transferEncoding: undefined,
  traceparent: undefined,
  tracestate: undefined,
  baggage: undefined,
};

function fromObject(req: IncomingMessage): SeenHeaders {
  for (const [name, field] of Object.entries(FIELDS)) {
    const value = req.headers[name];
    seen[field] = Array.isArray(value) ? value.join(',') : value;
  }
  return seen;
}
