import type { IncomingMessage } from 'node:http';
import { ApiProblem } from './problem.ts';

/** The whole body; rejects with 413 when it is longer than `bytesMax`. */
export async function readBody(req: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of req) {
    bytes += (part as Buffer).length;
    if (bytes > bytesMax) {
      throw new ApiProblem(413, `The body has more than ${bytesMax} bytes.`);
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
