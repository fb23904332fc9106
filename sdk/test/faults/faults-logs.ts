import { readFileSync } from 'node:fs';
import type { BulkBehaviour, BulkReceiver } from '../../src/testing/index.ts';
import { makeCertificate } from '../support/certificate.ts';
import { deadLetterFiles, numberOfLine } from './arrivals.ts';
import type { Fault } from './fault.ts';
import { outage } from './outage.ts';
import { LOGS } from './signals.ts';
import type { Stage } from './stage.ts';
import { PINO_WITH_LISTENER } from './subjects.ts';

type LogFault = Fault<BulkReceiver>;
type Definition = Omit<LogFault, 'signal' | 'section'>;
type LogStage = Stage<BulkReceiver>;

/** The receiver answers in this way for a while. */
function answering(behaviour: (stage: LogStage) => BulkBehaviour): LogFault['script'] {
  return outage({
    begin: (stage) => stage.receiver.behave(behaviour(stage)),
    end: ({ receiver }) => receiver.behave('ok'),
  });
}

const away = {
  begin: (stage: LogStage) => stage.takeAway(),
  end: (stage: LogStage) => stage.giveBack(),
};

/** Mapping rejections hit one line in so many. */
const ONE_IN = 100;
const isRejected: Extract<BulkBehaviour, { mode: 'items' }>['when'] = (action) => {
  const n = numberOfLine(action);
  return n !== undefined && n % ONE_IN === 0;
};

const isClosed = (file: string): boolean => file.endsWith('.ndjson');

const LIMIT_BYTES = 8192;
const APPLIED_ITEMS = 5;
const HALF_APPLIED = { mode: 'half-applied', items: APPLIED_ITEMS } as const;
const SECURITY = 'security_exception';

let requests = 0;

const DEFINITIONS: readonly Definition[] = [
  {
    name: 'absent at the start, then there',
    proves: 'Elasticsearch that is absent at the start gets everything when it is there',
    script: async (stage) => {
      await stage.takeAway();
      await stage.start();
      await stage.during();
      await stage.giveBack();
      await stage.after();
      await stage.settle();
    },
    alsoRaw: [PINO_WITH_LISTENER],
  },
  {
    name: 'away',
    proves: 'an outage of Elasticsearch loses nothing and stores nothing twice',
    script: outage(away),
    alsoRaw: [PINO_WITH_LISTENER],
  },
  {
    name: 'slow answers',
    proves: 'answers that take too long lose nothing and store nothing twice',
    script: outage({
      begin: ({ receiver, plan }) => receiver.behave({ mode: 'slow', delayMs: plan.slowMs }),
      end: ({ receiver }) => receiver.behave('ok'),
      seconds: ({ plan }) => Math.max(plan.faultSeconds, plan.slowMs / 1000),
    }),
  },
  {
    name: '429 to whole requests',
    proves: 'a storm of 429 to whole requests loses nothing',
    script: answering(() => ({ mode: 'refuse', status: 429 })),
  },
  {
    name: '429 to every second line',
    proves: 'a storm of 429 to single lines loses nothing and stores nothing twice',
    script: answering(() => ({
      mode: 'items',
      status: 429,
      type: 'es_rejected_execution_exception',
      when: () => (requests += 1) % 2 === 0,
    })),
  },
  {
    name: '413 above 8 kB',
    proves: 'requests that are too large are made smaller, and lose nothing',
    script: answering(() => ({ mode: 'limit', maxBytes: LIMIT_BYTES })),
  },
  {
    name: 'red index (503 to each line)',
    proves: 'an index without shards loses nothing',
    script: answering(() => ({
      mode: 'items',
      status: 503,
      type: 'unavailable_shards_exception',
    })),
  },
  {
    name: '401, then fixed',
    proves: 'a key that is refused for a while loses nothing',
    script: answering(() => ({ mode: 'refuse', status: 401, type: SECURITY })),
  },
  {
    name: '403, then fixed',
    proves: 'a right that is missing for a while loses nothing',
    script: answering(() => ({ mode: 'refuse', status: 403, type: SECURITY })),
  },
  {
    name: 'mapping rejects 1 in 100',
    proves: 'a line that the mapping rejects costs itself, and is kept as a dead letter',
    script: answering(() => ({
      mode: 'items',
      status: 400,
      type: 'document_parsing_exception',
      when: isRejected,
    })),
    facts: (stage) => ({
      'there are dead letters': stage.arrivals().setAside.size > 0,
      'their files are closed': deadLetterFiles(stage.spool).every(isClosed),
    }),
  },
  {
    name: 'failure store takes 1 in 100',
    proves: 'a line that goes to the failure store is not counted as delivered',
    script: answering(() => ({ mode: 'failure-store', when: isRejected })),
    facts: (stage) => ({
      'the account says what the failure store took':
        stage.watch.account?.rejectedStored === stage.receiver.failures.length,
    }),
  },
  {
    name: 'half applied, connection reset',
    proves: 'a request that was half applied is completed, and stores nothing twice',
    script: answering(() => HALF_APPLIED),
  },
  {
    name: 'connection reset in the middle of the body',
    proves: 'a connection reset in the middle of a request loses nothing',
    script: answering(() => ({ mode: 'reset-in-body' })),
  },
  {
    name: 'half applied, then rollover',
    proves: 'a rollover during the outage loses nothing, and duplicates only across it',
    script: outage({
      begin: ({ receiver }) => receiver.behave(HALF_APPLIED),
      middle: ({ receiver }) => receiver.rollover(),
      end: ({ receiver }) => receiver.behave('ok'),
    }),
  },
];

const DNS: Definition = {
  name: 'name that does not resolve',
  proves: 'lines for a name that does not resolve are kept for the next start',
  script: async (stage) => {
    await stage.start({ url: 'http://elasticsearch.invalid:9200' });
    await stage.during();
    await stage.met(0);
  },
};

/** Signed by nobody, so that only who is given it trusts it. */
function untrusted(): Definition {
  const { keyFile, certFile, remove } = makeCertificate();
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  remove();
  return {
    name: 'certificate that is not trusted',
    proves: 'lines for a server that is not trusted are kept for the next start',
    tls,
    script: async (stage) => {
      await stage.start();
      await stage.during();
      await stage.met(0);
    },
  };
}

export const LOG_FAULTS: readonly LogFault[] = [...DEFINITIONS, DNS, untrusted()].map((fault) => ({
  ...fault,
  signal: LOGS,
  section: 'Logs: Elasticsearch in trouble',
}));
