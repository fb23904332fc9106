import { setTimeout as sleep } from 'node:timers/promises';
import type { BulkReceiver } from '../../src/testing/index.ts';
import type { Fault } from './fault.ts';
import { work, type Plan } from './plan.ts';
import { LOGS, SPANS, type Backend, type Signal } from './signals.ts';
import type { Stage } from './stage.ts';

/** Under load: the fault comes in the middle of the work, which it may well end. */
async function amidWork<Receiver extends Backend>(
  stage: Stage<Receiver>,
  strike: () => void | Promise<unknown>,
  seconds = stage.plan.faultSeconds,
): Promise<void> {
  const { plan, load } = stage;
  const { count } = work(plan, seconds);
  const half = load.emitted.size + count / 2;
  const working = stage.during({ seconds });
  while (load.emitted.size < half && !stage.subject.isGone) await sleep(1);
  await strike();
  await working;
}

const signalled = <Receiver extends Backend>(name: NodeJS.Signals): Fault<Receiver>['script'] => {
  return async (stage) => {
    await stage.start();
    await stage.healthy();
    await amidWork(stage, () => void stage.subject.process.kill(name));
    await stage.gone();
  };
};

const asked = <Receiver extends Backend>(
  path: string,
  nodeArgs: readonly string[] = [],
): Fault<Receiver>['script'] => {
  return async (stage) => {
    await stage.start({ nodeArgs });
    await stage.healthy();
    await amidWork(stage, () => stage.request(path));
    await stage.gone();
  };
};

/** A killed process takes along what it had not handed on: this long of its work at most. */
const KILL_LOSS_SECONDS = 2;
/** Twice as much comes before the kill, so that the bound means something. */
const BEFORE_KILL_SECONDS = 2 * KILL_LOSS_SECONDS;
const killLoss = {
  most: ({ perSecond }: Plan) => perSecond * KILL_LOSS_SECONDS,
  why: `the work of ${KILL_LOSS_SECONDS} s`,
};

/** Small enough to be used up within a second. */
const SMALL_HEAP = ['--max-old-space-size=80'];
const EXIT_CODE = 3;

/** What happens to the process is the same for both signals. */
function processFaults<Receiver extends Backend>(signal: Signal<Receiver>): Fault<Receiver>[] {
  // What was under way when the process died is sent again; collectors do not know spans by ids.
  const mayRepeat = signal.name === 'spans';
  const items = `${signal.item}s`;
  const section = `${signal.name === 'logs' ? 'Logs' : 'Spans'}: the process in trouble`;
  return [
    {
      name: 'SIGTERM under load',
      proves: `SIGTERM under load loses none of the ${items}, and ends the process as ever`,
      signal,
      section,
      script: signalled('SIGTERM'),
    },
    {
      name: 'SIGTERM under load, backend away',
      proves: `SIGTERM while the backend is away keeps the ${items} for the next start`,
      signal,
      section,
      script: async (stage) => {
        await stage.start();
        await stage.healthy();
        await stage.takeAway();
        await amidWork(stage, () => void stage.subject.process.kill('SIGTERM'));
        await stage.gone();
      },
    },
    {
      name: 'SIGKILL under load',
      proves: `SIGKILL under load loses ${items} of a moment at most`,
      signal,
      section,
      script: async (stage) => {
        await stage.start();
        await stage.healthy();
        const seconds = 2 * BEFORE_KILL_SECONDS;
        await amidWork(stage, () => void stage.subject.process.kill('SIGKILL'), seconds);
        await stage.gone();
      },
      exit: 'SIGKILL',
      loss: killLoss,
    },
    {
      name: 'uncaught exception',
      proves: `an uncaught exception ends with code 1, and loses none of the ${items}`,
      signal,
      section,
      script: asked('/throw'),
      mayRepeat,
      exit: 'code 1',
    },
    {
      name: 'process.exit in a handler',
      proves: `process.exit in a handler keeps its code, and loses none of the ${items}`,
      signal,
      section,
      script: asked('/exit'),
      mayRepeat,
      exit: `code ${EXIT_CODE}`,
    },
  ];
}

/** The last words of a service that nobody caught. */
function fatalLineArrived({ receiver }: Stage<BulkReceiver>): boolean {
  return receiver.documents.some(({ source }) => {
    const { level } = (source['log'] ?? {}) as { level?: unknown };
    return level === 'fatal' && JSON.stringify(source).includes('nobody catches this');
  });
}

const ONLY_LOGS: readonly Fault<BulkReceiver>[] = [
  {
    name: 'out of memory',
    proves: 'running out of memory ends as ever, and loses lines of a moment at most',
    signal: LOGS,
    section: 'Logs: the process in trouble',
    script: asked('/hoard', SMALL_HEAP),
    exit: 'SIGABRT',
    loss: killLoss,
  },
  {
    name: 'event loop blocked',
    proves: 'a blocked event loop loses nothing',
    signal: LOGS,
    section: 'Logs: the process in trouble',
    script: async (stage) => {
      await stage.start();
      await stage.healthy();
      await amidWork(stage, () => stage.request(`/block/${stage.plan.blockedMs}`));
      await stage.after();
      await stage.settle();
    },
  },
  {
    name: 'SIGSTOP, later SIGCONT',
    proves: 'a process that stands still for a while loses nothing',
    signal: LOGS,
    section: 'Logs: the process in trouble',
    script: async (stage) => {
      await stage.start();
      await stage.healthy();
      await amidWork(stage, async () => {
        stage.subject.process.kill('SIGSTOP');
        // How long it stands still is the fault itself.
        await sleep(stage.plan.stoppedMs);
        stage.subject.process.kill('SIGCONT');
      });
      await stage.after();
      await stage.settle();
    },
  },
];

const logFaults = processFaults(LOGS).map((fault) =>
  fault.name === 'uncaught exception'
    ? {
        ...fault,
        facts: (stage: Stage<BulkReceiver>) => ({
          'the fatal line arrived': fatalLineArrived(stage),
        }),
      }
    : fault,
);

export const PROCESS_FAULTS_LOGS = [...logFaults, ...ONLY_LOGS];
export const PROCESS_FAULTS_SPANS = processFaults(SPANS);
