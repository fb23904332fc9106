import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** What a process can know of its neighbours without asking anybody. */
export interface ProcessFacts {
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly temporaryFolder: string;
  readonly platform: NodeJS.Platform;
  /** Id of the cluster worker; undefined = this is none. */
  readonly workerId: number | undefined;
  /** Number that a process manager gave the instance; undefined = there is none. */
  readonly instance: string | undefined;
  /** 0 = the main thread. */
  readonly threadId: number;
  /** What the first process of the crew wrote for the others, and a process for its threads. */
  readonly inherited: string | undefined;
}

/** The place of one process or thread among those that are one service. */
export interface Place {
  /** Where sockets of the members lie. */
  readonly folder: string;
  /** Value of the label that tells members apart. */
  readonly name: string;
  /** Someone else has the admin server already, or had it before this one existed. */
  readonly isMember: boolean;
  /** Nobody leads for sure: whoever gets the admin port does, also later. */
  readonly mayLead: boolean;
}

/** For the variable by which the first process tells those that it starts. */
export const CREW_VARIABLE = 'SIGHTLINE_CREW';
/** A socket's path must fit into the kernel's 108 bytes, its file name included. */
const FOLDER_MAX_LENGTH = 80;

/**
 * Cluster workers, worker threads and instances of a process manager share one admin server: the
 * first of them has it, the others answer it over sockets in a folder of their own user. undefined
 * = this system has no such sockets, or no short enough place for them.
 */
export function placeOf(facts: ProcessFacts, service: string): Place | undefined {
  if (facts.platform === 'win32') return undefined;
  const { pid, ppid, threadId, workerId, instance, inherited } = facts;
  if (threadId > 0) {
    // It does not see whether its process is a worker, so that process tells it.
    const name = `${pid}-t${threadId}`;
    if (inherited === undefined) return undefined;
    return { folder: inherited, name, isMember: true, mayLead: false };
  }
  const isWorker = workerId !== undefined || instance !== undefined;
  const parent = folderOf(facts, service, ppid);
  const own = isWorker ? parent : folderOf(facts, service, pid);
  if (own.length > FOLDER_MAX_LENGTH) return undefined;
  if (!isWorker) return { folder: own, name: 'main', isMember: false, mayLead: true };
  const isLed = inherited === parent;
  return {
    folder: parent,
    name: String(workerId ?? instance),
    isMember: isLed,
    mayLead: !isLed,
  };
}

function folderOf({ uid, temporaryFolder }: ProcessFacts, service: string, root: number): string {
  const digest = createHash('sha256').update(service).digest('hex').slice(0, 8);
  return join(temporaryFolder, `sightline-${uid}`, `${root}-${digest}`);
}
