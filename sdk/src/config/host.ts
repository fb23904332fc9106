import fs from 'node:fs';
import path from 'node:path';

/** What is asked of the machine; tests give their own. */
export interface Host {
  /** Path of the script that was started, if any. */
  readonly mainScript: string | undefined;
  readonly cwd: string;
  readonly hostname: string;
  readonly arch: string;
  readonly platform: string;
  readonly pid: number;
  readonly nodeVersion: string;
  /** One per process. */
  readonly instanceId: string;
  exists(file: string): boolean;
  /** Contents of a file; undefined if it is missing, unreadable or larger than the bound. */
  read(file: string, bytesMax: number): Buffer | undefined;
}

let instanceId: string | undefined;

/** The machine that the process runs on. */
export function realHost(): Host {
  instanceId ??= process.getBuiltinModule('node:crypto').randomUUID();
  return {
    mainScript: realScript(process.argv[1]),
    cwd: attempt(() => process.cwd()) ?? path.parse(process.execPath).root,
    hostname: attempt(() => process.getBuiltinModule('node:os').hostname()) ?? '',
    arch: process.arch,
    platform: process.platform,
    pid: process.pid,
    nodeVersion: process.versions.node,
    instanceId,
    exists: (file) => fs.existsSync(file),
    read,
  };
}

/** Follows links such as those in node_modules/.bin. */
function realScript(script: string | undefined): string | undefined {
  if (script === undefined) return undefined;
  return attempt(() => fs.realpathSync(script)) ?? script;
}

function read(file: string, bytesMax: number): Buffer | undefined {
  return attempt(() => {
    // Sizes of files below /proc are reported as 0, so the bound is on what is read. A pipe could
    // block for ever, so it is refused.
    const descriptor = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
    try {
      if (!fs.fstatSync(descriptor).isFile()) return undefined;
      return readAll(descriptor, bytesMax);
    } finally {
      fs.closeSync(descriptor);
    }
  });
}

const CHUNK_BYTES = 65_536;

function readAll(descriptor: number, bytesMax: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const count = fs.readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    if (count === 0) return Buffer.concat(chunks, total);
    chunks.push(chunk.subarray(0, count));
    total += count;
    if (total > bytesMax) return undefined;
  }
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
