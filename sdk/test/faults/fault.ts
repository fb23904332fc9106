import type { ReceiverTls } from '../../src/testing/index.ts';
import type { Plan } from './plan.ts';
import type { Backend, Signal } from './signals.ts';
import { Stage } from './stage.ts';
import type { SubjectKind } from './subjects.ts';

/** What may be missing in the end: nothing, what the account counts as dropped, or so many. */
export type Loss =
  | 'none'
  | 'counted'
  | { readonly most: (plan: Plan) => number; readonly why: string };

/** One fault: what is done to whom, and what has to be true afterwards. */
export interface Fault<Receiver extends Backend> {
  readonly name: string;
  /** What the run proves, as the name of a test. */
  readonly proves: string;
  readonly signal: Signal<Receiver>;
  /** Where it stands in the page. */
  readonly section: string;
  /** Starts the subject, brings the fault about and, where the fault ends, waits for the rest. */
  readonly script: (stage: Stage<Receiver>) => Promise<void>;
  readonly loss?: Loss;
  /** An answer may be lost on its way, and the backend does not know what it has by ids. */
  readonly mayRepeat?: boolean;
  /** How the subject has to end; by the SIGTERM at the end of every run unless said otherwise. */
  readonly exit?: string;
  /** Sentences that have to be true of the stage at the end. */
  readonly facts?: (stage: Stage<Receiver>) => Readonly<Record<string, boolean>>;
  readonly tls?: ReceiverTls;
  /** The spool cannot be used, or is gone with the process: the next start finds nothing. */
  readonly spoolIsLost?: boolean;
  /** Why this machine cannot bring the fault about. */
  readonly cannotRun?: string | undefined;
  /** Other parts that are run beside the signal's own, in the long form. */
  readonly alsoRaw?: readonly SubjectKind[];
}

export interface Figures {
  readonly fault: string;
  readonly signal: 'logs' | 'spans';
  readonly subject: string;
  readonly emitted: number;
  readonly delivered: number;
  /** Of those: delivered by the next start of the service. */
  readonly byNextStart: number;
  readonly setAside: number;
  readonly duplicated: number;
  readonly acrossRollover: number;
  readonly lost: number;
  /** What the subject's own account counts as dropped. */
  readonly dropped: number;
  readonly peakRssMb: number;
  readonly loopHealthyMs: number | undefined;
  readonly loopFaultMs: number | undefined;
  readonly exit: string;
  readonly stdoutBytes: number;
  readonly looks: number;
  readonly imbalances: readonly string[];
  readonly facts: Readonly<Record<string, boolean>>;
}

/** The next start has found and delivered what was left within this. */
const NEXT_START_MS = 15_000;

/** Runs a fault against one subject, the next start of the service included. */
export async function runFault<Receiver extends Backend>(
  fault: Fault<Receiver>,
  kind: SubjectKind,
  plan: Plan,
): Promise<Figures> {
  const receiver = await fault.signal.open(fault.tls);
  const stage = new Stage(fault.signal, kind, plan, receiver);
  try {
    await fault.script(stage);
    const exit = await stage.end();
    const { peakRssMb, stdoutBytes } = stage.subject;
    const missing = stage.missing();
    await stage.giveBack();
    if (kind.keepsSpool && missing > 0 && fault.spoolIsLost !== true) {
      await stage.start(fault.tls && { caFile: stage.file('ca.pem', fault.tls.cert) });
      // Where nothing may be lost, a slow machine gets the time that its start takes.
      await stage.settle(fault.loss === undefined ? NEXT_START_MS : plan.quietMs);
      await stage.end();
    }
    const { delivered, setAside, duplicated, acrossRollover } = stage.arrivals();
    const lost = stage.missing();
    const { emitted } = stage.load;
    return {
      fault: fault.name,
      signal: fault.signal.name,
      subject: kind.name,
      emitted: emitted.size,
      delivered: [...emitted].filter((n) => delivered.has(n)).length,
      byNextStart: missing - lost,
      setAside: setAside.size,
      duplicated,
      acrossRollover,
      lost,
      dropped: stage.watch.dropped,
      peakRssMb,
      loopHealthyMs: stage.loopHealthyMs,
      loopFaultMs: stage.loopFaultMs,
      exit,
      stdoutBytes,
      looks: stage.watch.looks,
      imbalances: stage.watch.imbalances,
      facts: { ...stage.facts, ...fault.facts?.(stage) },
    };
  } finally {
    await stage.close();
  }
}
