import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';

/** A request that cannot be read, and the status that says so. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(message);
    this.status = status;
  }
}

const unzipGzip = promisify(gunzip);
const unzipZlib = promisify(inflate);
const unzipRaw = promisify(inflateRaw);

/** The low four bits of the first byte of the zlib format; raw deflate has no header. */
const ZLIB_METHOD = 8;

/**
 * The body of a request, inflated. Neither the bytes on the wire nor the inflated ones may be more
 * than `maxBytes`; the rest of a larger one is not read.
 * @throws BodyError 413 too large, 415 unknown content-encoding, 400 broken off or not inflatable.
 */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!['identity', '', 'gzip', 'x-gzip', 'deflate'].includes(encoding)) {
    const allowed = 'gzip, deflate and identity';
    throw new BodyError(415, `content-encoding "${encoding}" is not supported; send ${allowed}`);
  }
  const declared = Number(req.headers['content-length'] ?? 0);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const raw = await collect(req, maxBytes);
  if (encoding === 'identity' || encoding === '') return raw;
  return inflated(raw, encoding, maxBytes);
}

async function collect(req: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Leaving the loop early must not destroy the socket: the refusal still goes out on it.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(400, `the body broke off after ${bytes} bytes: ${String(error)}`);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes);
}

async function inflated(raw: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const options = { maxOutputLength: maxBytes };
  try {
    if (encoding !== 'deflate') return await unzipGzip(raw, options);
    const isZlib = ((raw[0] ?? 0) & 0x0f) === ZLIB_METHOD;
    return await (isZlib ? unzipZlib(raw, options) : unzipRaw(raw, options));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new BodyError(400, `the body is not ${encoding} as its header says: ${message}`);
  }
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError(413, `the body is larger than ${maxBytes} bytes; send smaller batches`);
}
