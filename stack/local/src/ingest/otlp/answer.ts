/** Writes the two small messages that a receiver answers with. */

/** Export*ServiceResponse: empty when all was taken, else its partial_success (field 1). */
export function exportResponse(rejected: number, message: string): Buffer {
  if (rejected === 0 && message === '') return Buffer.alloc(0);
  const parts = [bytesField(2, Buffer.from(message))];
  if (rejected > 0) parts.unshift(varint(1 << 3), varint(rejected));
  return bytesField(1, Buffer.concat(parts));
}

/** google.rpc.Status, the body of every OTLP/HTTP error. */
export function rpcStatus(code: number, message: string): Buffer {
  return Buffer.concat([varint(1 << 3), varint(code), bytesField(2, Buffer.from(message))]);
}

function bytesField(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
}

/** Of a whole number up to 2^53. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
