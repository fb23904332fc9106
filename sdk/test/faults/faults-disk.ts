import { chmodSync } from 'node:fs';
import type { BulkReceiver } from '../../src/testing/index.ts';
import type { Fault } from './fault.ts';
import { isRoot, mayMount, type Mount } from './launch.ts';
import type { Work } from './load.ts';
import { outage } from './outage.ts';
import type { Plan } from './plan.ts';
import { LOGS } from './signals.ts';
import type { Stage } from './stage.ts';

type LogStage = Stage<BulkReceiver>;

const LINE = { perRequest: 100, bytes: 1000 };

/** Enough to go to disk: some megabytes, and in the long form what ten minutes would bring. */
function muchWork({ form }: Plan): Work {
  return { count: form === 'quick' ? 8000 : 60_000, perSecond: 3000, ...LINE };
}

/** More than all memory that lines may take. */
function tooMuchWork({ form }: Plan): Work {
  return { count: form === 'quick' ? 14_000 : 60_000, perSecond: 6000, ...LINE };
}

/** Elasticsearch is away, and a lot is to be kept meanwhile. */
function awayWith(much: (plan: Plan) => Work, mount?: Mount): Fault<BulkReceiver>['script'] {
  return outage({
    start: () => ({ mount }),
    begin: (stage) => stage.takeAway(),
    work: ({ plan }) => much(plan),
    end: (stage) => stage.giveBack(),
  });
}

const full: Mount = { kilobytes: 1024, readOnly: false };
const readOnly: Mount = { kilobytes: 64, readOnly: true };
const noMount = 'no right to mount a file system';

const SECTION = 'Logs: the disk in trouble';

export const DISK_FAULTS: readonly Fault<BulkReceiver>[] = [
  {
    name: 'away, with much to keep',
    proves: 'an outage that memory cannot hold goes to the spool, and loses nothing',
    signal: LOGS,
    section: SECTION,
    script: awayWith(muchWork),
    facts: (stage) => ({ 'lines were on disk': stage.watch.mostSpooled > 0 }),
  },
  {
    name: 'away, disk of the spool full',
    proves: 'a full disk costs what does not fit, and every line of it is counted',
    signal: LOGS,
    section: SECTION,
    script: awayWith(tooMuchWork, full),
    loss: 'counted',
    spoolIsLost: true,
    cannotRun: mayMount ? undefined : noMount,
  },
  {
    name: 'away, spool read-only',
    proves: 'a spool that cannot be written costs what memory cannot hold, and that is counted',
    signal: LOGS,
    section: SECTION,
    script: mayMount ? awayWith(tooMuchWork, readOnly) : awayReadOnly,
    loss: 'counted',
    spoolIsLost: true,
    cannotRun: mayMount || !isRoot ? undefined : noMount,
  },
];

/** Without the right to mount, the folder's own permissions; they do not stop root. */
async function awayReadOnly(stage: LogStage): Promise<void> {
  chmodSync(stage.spool, 0o500);
  try {
    await awayWith(tooMuchWork)(stage);
  } finally {
    chmodSync(stage.spool, 0o700);
  }
}
