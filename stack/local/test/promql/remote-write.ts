import type { Series } from '../../src/model/index.ts';

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field with a length in front. */
function delimited(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function doubleBytes(value: number, stale: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  // The two NaN of Prometheus: the marker, and the ordinary one.
  if (stale) bytes.writeBigUInt64LE(0x7ff0000000000002n);
  else if (Number.isNaN(value)) bytes.writeBigUInt64LE(0x7ff8000000000001n);
  else bytes.writeDoubleLE(value);
  return bytes;
}

function sample(timeMs: number, value: number, stale: boolean): Buffer {
  const fields = [Buffer.from([0x09]), doubleBytes(value, stale), Buffer.from([0x10])];
  return Buffer.concat([...fields, varint(timeMs)]);
}

function timeSeries({ labels, timesMs, values, stale }: Series): Buffer {
  const names = Object.keys(labels).sort();
  const parts = names.map((name) => {
    const texts = [name, labels[name] ?? ''].map((text) => Buffer.from(text));
    const fields = texts.map((text, index) => delimited(index + 1, text));
    return delimited(1, Buffer.concat(fields));
  });
  for (const [index, timeMs] of timesMs.entries()) {
    const value = values[index] ?? NaN;
    parts.push(delimited(2, sample(timeMs, value, stale?.[index] === 1)));
  }
  return Buffer.concat(parts);
}

/** Snappy's block format without compression: literals of up to 64 KiB. */
function snappyLiterals(content: Buffer): Buffer {
  const parts = [varint(content.length)];
  for (let at = 0; at < content.length; at += 65_536) {
    const chunk = content.subarray(at, at + 65_536);
    const length = Buffer.alloc(2);
    length.writeUInt16LE(chunk.length - 1);
    parts.push(Buffer.from([61 * 4]), length, chunk);
  }
  return Buffer.concat(parts);
}

/** Hands series to the remote write receiver of a Prometheus. */
export async function remoteWrite(url: string, all: readonly Series[]): Promise<void> {
  for (let at = 0; at < all.length; at += 50) {
    const series = all.slice(at, at + 50).map((one) => delimited(1, timeSeries(one)));
    const response = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-protobuf',
        'Content-Encoding': 'snappy',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
      },
      body: new Uint8Array(snappyLiterals(Buffer.concat(series))),
    });
    if (!response.ok) throw new Error(`remote write: ${response.status} ${await response.text()}`);
  }
}
