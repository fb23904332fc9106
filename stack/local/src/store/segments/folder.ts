import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const NAME = /^segment-(\d{13})\.ndjson$/;
const LOCK = 'lock';

export interface SegmentFile {
  readonly path: string;
  readonly startMs: number;
  readonly bytes: number;
  /** Time of the last write. */
  readonly writtenMs: number;
}

export function segmentPath(folder: string, startMs: number): string {
  return join(folder, `segment-${String(startMs).padStart(13, '0')}.ndjson`);
}

/** Segments of a folder, oldest first. */
export function listSegments(folder: string): SegmentFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const start = NAME.exec(name)?.[1];
      if (start === undefined) return [];
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      return [{ path, startMs: Number(start), bytes: size, writtenMs: mtimeMs }];
    })
    .sort((a, b) => a.startMs - b.startMs);
}

/**
 * Takes a folder for this process. Returns how to give it back; undefined when a running process
 * has it. The lock of a process that is gone is taken over.
 */
export function lockFolder(folder: string): (() => void) | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, LOCK);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isAlive(readPid(path))) return undefined;
      rmSync(path, { force: true });
    }
  }
  return undefined;
}

function readPid(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
