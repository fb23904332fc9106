/** Encodes the few small messages that a receiver answers with. */

/** Bytes that start a length-delimited field of 127 bytes and end there. */
export const GARBAGE = Buffer.from([0x0a, 0x7f, 0xff, 0xfe, 0xfd]);

/** Export*ServiceResponse: empty for success, else its partial_success (field 1). */
export function exportResponse(rejected = 0, message = ''): Buffer {
  if (rejected === 0 && message === '') return Buffer.alloc(0);
  const partial = Buffer.concat([varintField(1, rejected), bytesField(2, Buffer.from(message))]);
  return bytesField(1, partial);
}

/** google.rpc.Status; over gRPC it travels in `grpc-status-details-bin`. */
export function rpcStatus(code: number, message: string, retryAfterSeconds?: number): Buffer {
  const parts = [varintField(1, code), bytesField(2, Buffer.from(message))];
  if (retryAfterSeconds !== undefined) parts.push(bytesField(3, retryInfo(retryAfterSeconds)));
  return Buffer.concat(parts);
}

/** A google.protobuf.Any that holds google.rpc.RetryInfo. */
function retryInfo(seconds: number): Buffer {
  const whole = Math.floor(seconds);
  const nanos = Math.round((seconds - whole) * 1e9);
  const duration = Buffer.concat([varintField(1, whole), varintField(2, nanos)]);
  return Buffer.concat([
    bytesField(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
    bytesField(2, bytesField(1, duration)),
  ]);
}

function varintField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

function bytesField(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
