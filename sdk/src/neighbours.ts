import cluster from 'node:cluster';
import { tmpdir } from 'node:os';
import { threadId } from 'node:worker_threads';

import { CREW_VARIABLE, placeOf, type Place } from './crew/index.ts';

/**
 * Where this process or thread stands among those that are the same service. Each tells
 * those that it will start by a variable of its environment.
 */
export function placeHere(service: string, env: NodeJS.ProcessEnv): Place | undefined {
  const place = placeOf(
    {
      pid: process.pid,
      ppid: process.ppid,
      uid: process.getuid?.() ?? 0,
      temporaryFolder: tmpdir(),
      platform: process.platform,
      workerId: cluster.worker?.id,
      // Set by process managers that start several of one program.
      instance: env['NODE_APP_INSTANCE'],
      threadId,
      inherited: env[CREW_VARIABLE],
    },
    service,
  );
  if (place !== undefined && threadId === 0) env[CREW_VARIABLE] = place.folder;
  return place;
}
