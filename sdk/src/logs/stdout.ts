import { constants, fstatSync, openSync, writeSync } from 'node:fs';

const STDOUT = 1;

/** Writes bytes to standard output; returns how many were taken, 0 when the reader is behind. */
export type WriteBytes = (bytes: Buffer, offset: number) => number;

/**
 * Standard output that never blocks the event loop. A pipe whose reader stalls would stop the whole
 * service in `write`; opening the same pipe anew gives a description of its own that may be set to
 * non-blocking without changing what other users of the descriptor see. Files and terminals do not
 * stall.
 */
export function openStdout(): WriteBytes {
  const fd = openNonBlocking();
  return (bytes, offset) => {
    try {
      return writeSync(fd, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      throw error;
    }
  };
}

function openNonBlocking(): number {
  if (process.platform !== 'linux') return STDOUT;
  try {
    // `bigint` also keeps clear of a fault of Node before 22.18, after which imports through
    // symbolic links fail.
    if (!fstatSync(STDOUT, { bigint: true }).isFIFO()) return STDOUT;
    // Never closed: the last lines are written at exit, and then the system closes it.
    return openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Not permitted (another user owns the pipe): the ordinary descriptor still works.
    return STDOUT;
  }
}
