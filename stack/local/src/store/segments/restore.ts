import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { TelemetryStore } from '../../model/index.ts';
import { listSegments } from './folder.ts';
import { Loader, nothingLoaded, type Loaded } from './load.ts';

/** Brings back what a folder holds of the last `keepMs`. */
export async function restore(
  store: TelemetryStore,
  folder: string,
  keepMs: number,
): Promise<Loaded> {
  const loaded = nothingLoaded();
  for (const segment of listSegments(folder)) {
    if (Date.now() - segment.writtenMs > keepMs) continue;
    await loadStream(store, createReadStream(segment.path), loaded);
  }
  return loaded;
}

/** Loads a file that `export` wrote, compressed or not. Rejects when it cannot be read at all. */
export async function loadFile(store: TelemetryStore, path: string): Promise<Loaded> {
  const loaded = nothingLoaded();
  const compressed = await isCompressed(path);
  const file = createReadStream(path);
  await loadStream(store, compressed ? file.pipe(createGunzip()) : file, loaded);
  return loaded;
}

/** A stream that ends in the middle (a crash, a full disk) gives what it has. */
export async function loadStream(
  store: TelemetryStore,
  stream: Readable,
  loaded: Loaded,
): Promise<void> {
  const loader = new Loader(store, loaded);
  const problem = new Promise<void>((resolve) => {
    stream.once('error', (error) => {
      loaded.broken++;
      loaded.reason = error.message;
      resolve();
    });
  });
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  const read = async (): Promise<void> => {
    for await (const line of lines) loader.take(line);
  };
  await Promise.race([read(), problem]);
  lines.close();
}

async function isCompressed(path: string): Promise<boolean> {
  const stream = createReadStream(path, { start: 0, end: 1 });
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const start = Buffer.concat(parts);
  return start[0] === 0x1f && start[1] === 0x8b;
}
