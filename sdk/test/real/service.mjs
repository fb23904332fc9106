// The service of these tests: it logs numbered lines, or makes numbered spans, as fast as the SDK
// takes them, and answers questions over IPC.
import { openSync, writeSync } from 'node:fs';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { init } from 'sightline';

/** What it exits with when it is told to finish: not what any failure would bring. */
const EXIT_CODE = 7;
/** Emitted between two looks at the account, without a pause. */
const BURST = 100;
const PAUSE_MS = 2;
const TEXT = 'x'.repeat(100);

const { logger, tracer, status } = init();
const emitted = { logs: 0, spans: 0 };

/** One of each signal. `amount` fits a mapping of numbers, or does not. */
const emitters = {
  logs: (n, amount) => logger.info({ n, amount }, `line ${n} ${TEXT}`),
  spans: (n) => tracer.startSpan('numbered', { attributes: { n, text: TEXT } }).end(),
};

/** Where to note what is emitted, for a reader who survives this process. */
const { PROGRESS_FILE } = process.env;
const progress = PROGRESS_FILE === undefined ? undefined : openSync(PROGRESS_FILE, 'w');

/**
 * Emits all numbers from `from` to `to`, and waits while `inFlightMax` are in memory: what is
 * dropped for want of room would not be the fault that is looked for.
 */
async function emit({ signal, from, to, misfitEvery = Infinity, inFlightMax }) {
  const emitOne = emitters[signal];
  for (let n = from; n <= to;) {
    while (status()[signal].inFlight > inFlightMax - BURST) await sleep(PAUSE_MS);
    const end = Math.min(n + BURST, to + 1);
    for (; n < end; n += 1) emitOne(n, n % misfitEvery === 0 ? 'many' : '1');
    emitted[signal] = end - 1;
    if (progress !== undefined) writeSync(progress, String(end - 1), 0);
    await turn();
  }
}

/** Nothing else holds the process; it ends as a service does that has done its work. */
function finish() {
  process.exitCode = EXIT_CODE;
  process.disconnect();
}

const answers = {
  emit: (work) => void emit(work),
  look: () => {
    const { logs, spans } = status();
    return { logs, spans, emitted };
  },
  finish: () => setImmediate(finish),
};

process.on('message', ({ type, id, ...question }) => {
  process.send({ ...answers[type](question), type: 'answer', id });
});
process.send({ type: 'ready' });
