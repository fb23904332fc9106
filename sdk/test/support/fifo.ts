import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Fifo {
  /** What the process writes; ends when the last writer is gone. */
  readonly reader: net.Socket;
  /** For the `stdio` of a child. */
  readonly writeFd: number;
  /** Call once the child has its copy. */
  readonly closeWriter: () => void;
}

/**
 * A pipe as a shell or a container runtime makes it. Node gives its children sockets instead, which
 * behave differently when the reader falls behind.
 */
export function makeFifo(): Fifo {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-fifo-'));
  const path = join(folder, 'stdout');
  execFileSync('mkfifo', [path]);
  // The reading end first: opening the other one would wait for it.
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  rmSync(folder, { recursive: true });
  const reader = new net.Socket({ fd: readFd, readable: true, writable: false });
  return { reader, writeFd, closeWriter: () => closeSync(writeFd) };
}
