import type { User } from '../process.ts';

/** `nobody` and `nogroup` of Debian and its relatives: owners of no file. */
const NOBODY: User = { uid: 65_534, gid: 65_534 };

/** The server refuses to run as root; everybody else runs it as themselves. */
export function serverUser(): User | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}
