import type { OtlpBehaviour, OtlpReceiver } from '../../src/testing/index.ts';
import { REJECTED_OF_REQUEST } from './arrivals.ts';
import type { Fault } from './fault.ts';
import { outage } from './outage.ts';
import { SPANS } from './signals.ts';

type SpanFault = Fault<OtlpReceiver>;

/** The collector answers in this way for a while. */
function answering(behaviour: OtlpBehaviour): SpanFault['script'] {
  return outage({
    begin: ({ receiver }) => receiver.behave(behaviour),
    end: ({ receiver }) => receiver.behave('ok'),
  });
}

const RETRY_AFTER_SECONDS = 1;
/** What a server says that speaks HTTP/1 and is greeted in HTTP/2. */
const HTTP_1 = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

const DEFINITIONS: readonly Omit<SpanFault, 'signal' | 'section'>[] = [
  {
    name: 'absent at the start, then there',
    proves: 'a collector that is absent at the start gets every span when it is there',
    script: async (stage) => {
      await stage.takeAway();
      await stage.start();
      await stage.during();
      await stage.giveBack();
      await stage.after();
      await stage.settle();
    },
  },
  {
    name: 'away',
    proves: 'an outage of the collector loses no span',
    script: outage({ begin: (stage) => stage.takeAway(), end: (stage) => stage.giveBack() }),
  },
  {
    name: 'hanging',
    proves: 'a collector that never answers costs no span',
    script: outage({
      start: ({ plan }) => ({ env: plan.impatience }),
      begin: ({ receiver }) => receiver.behave('hang'),
      end: ({ receiver }) => receiver.behave('ok'),
    }),
  },
  {
    name: 'resets connections',
    proves: 'connections that are reset cost no span',
    script: answering({ mode: 'reset' }),
  },
  {
    name: 'RESOURCE_EXHAUSTED with retry info',
    proves: 'a collector that asks for patience gets every span',
    script: answering({
      mode: 'refuse',
      status: 'RESOURCE_EXHAUSTED',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
  },
  {
    name: 'partial success (rejects 1 a request)',
    proves: 'spans that the collector rejects are counted, and not sent again',
    script: answering({ mode: 'partial', rejected: REJECTED_OF_REQUEST, message: 'too old' }),
    facts: (stage) => ({ 'spans were rejected': stage.arrivals().setAside.size > 0 }),
  },
  {
    name: 'HTTP/1 server on the port',
    proves: 'something else on the port of the collector costs no span',
    script: answering({ mode: 'other-protocol', bytes: HTTP_1 }),
  },
  {
    name: 'no HTTP at all on the port',
    proves: 'bytes that are no HTTP on the port of the collector cost no span',
    script: answering({ mode: 'other-protocol', bytes: '220 mail.example ESMTP\r\n' }),
  },
];

export const SPAN_FAULTS: readonly SpanFault[] = DEFINITIONS.map((fault) => ({
  ...fault,
  signal: SPANS,
  section: 'Spans: the collector in trouble',
}));
