import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';

import { HEARTBEAT_MS, isAbandoned, markOwned, renewOwnership } from './owner.ts';

/** Of what a process spools; each kind is read back by another part. */
export type SpoolKind = 'logs' | 'otlp-logs' | 'spans';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;
/** A name in the file system for any service name. */
const SLUG_MAX_LENGTH = 80;

function slugOf(service: string): string {
  return (
    service
      .replaceAll(/[^\w.-]/g, '_')
      .replace(/^\.+/, '_')
      .slice(0, SLUG_MAX_LENGTH) || '_'
  );
}

/** The folder of one service: what its processes spool is handed on among them. */
export function serviceFolder(root: string, service: string): string {
  return join(root, slugOf(service));
}

/**
 * Creates the root if need be and makes sure that only we can read it: lines and spans are as
 * secret as what the service handles. Throws with a sentence that says what is wrong.
 */
export function secureRoot(root: string): void {
  mkdirSync(root, { recursive: true, mode: OWNER_ONLY });
  const entry = lstatSync(root);
  const uid = process.getuid?.();
  if (!entry.isDirectory()) throw new Error(`${root} is no folder (links are not followed)`);
  if (uid === undefined) return;
  if (entry.uid !== uid) throw new Error(`${root} belongs to another user (uid ${entry.uid})`);
  if ((entry.mode & OTHERS) !== 0) chmodSync(root, OWNER_ONLY);
}

/**
 * A folder of this process alone, in which no other one writes; siblings are those of other
 * processes of the service. What a dead process left is taken over by whoever sees it first.
 */
export class SpoolFolder {
  readonly path: string;
  /** It was there before: a thread of this process that died has written into it. */
  readonly isTakenUp: boolean;
  readonly #parent: string;
  readonly #name: string;
  #heartbeat: NodeJS.Timeout | undefined;

  /** @param name given = take up the folder of a thread that died. */
  constructor(root: string, service: string, kind: SpoolKind, name?: string) {
    secureRoot(root);
    this.#parent = join(serviceFolder(root, service), kind);
    this.#name = name ?? newFolderName();
    this.path = join(this.#parent, this.#name);
    this.isTakenUp = existsSync(this.path);
  }

  /** The path, once the folder is there: a process that never needs it leaves no trace. */
  ready(): string {
    if (this.#heartbeat === undefined) {
      this.#create();
      this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
    }
    return this.path;
  }

  #create(): void {
    mkdirSync(this.path, { recursive: true, mode: OWNER_ONLY });
    markOwned(this.path);
  }

  /** Somebody who took us for dead (a machine that slept) has the old one; go on in a new one. */
  #beat(): void {
    try {
      if (!renewOwnership(this.path)) this.#create();
    } catch {
      // The disk is full or gone; the next write says so.
    }
  }

  /** Folders that dead processes left and that are ours now; each is to be emptied and removed. */
  claim(): string[] {
    const claimed: string[] = [];
    for (const name of entries(this.#parent)) {
      const from = join(this.#parent, name);
      if (name === this.#name || !isAbandoned(from)) continue;
      const to = join(this.ready(), `from-${name}`);
      try {
        // Atomic: of two processes that try, one finds nothing.
        renameSync(from, to);
        claimed.push(to);
      } catch {
        continue;
      }
    }
    // What an earlier owner had claimed and not emptied.
    for (const name of entries(this.path)) {
      const inside = join(this.path, name);
      if (name.startsWith('from-') && !claimed.includes(inside)) claimed.push(inside);
    }
    return claimed;
  }

  /** Ends the ownership; an empty folder goes away. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    try {
      const rest = entries(this.path).filter((name) => name !== 'owner.json');
      if (rest.length === 0) rmSync(this.path, { recursive: true, force: true });
    } catch {
      // It is taken over like that of a process that died.
    }
  }
}

export function newFolderName(): string {
  return `${process.pid}-${randomBytes(6).toString('hex')}`;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
