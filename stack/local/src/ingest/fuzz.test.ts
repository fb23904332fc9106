import { expect, test } from 'vitest';
import { actionsOf, BulkBodyError } from './bulk/actions.ts';
import { BulkTaker } from './bulk/take.ts';
import { wantsPath } from './bulk/filter-path.ts';
import { IngestCounters } from './counters.ts';
import { ChildLines } from './logs/child-lines.ts';
import { encodeJson } from './otlp/json-encode.ts';
import { LOGS_REQUEST, TRACES_REQUEST } from './otlp/messages.ts';
import { METRICS_REQUEST } from './otlp/metric-messages.ts';
import { OtlpTaker, type OtlpSignal } from './otlp/take.ts';
import { WireError } from './otlp/wire-error.ts';
import { ConfigError } from './scrape/config-node.ts';
import { parseConfig } from './scrape/config.ts';
import { ExpositionError } from './scrape/exposition-error.ts';
import { TargetIntake } from './scrape/intake.ts';
import { defaultJob } from './scrape/job.ts';
import { mutated, numbers } from './testing/mutate.ts';
import { TestStore } from './testing/store.ts';

// Input that is broken in any way is refused by the one error that is meant for it, and what comes
// after it is taken as if nothing had been.
const ROUNDS = 2500;

/** Runs `take`; true when it threw the expected error. Any other error fails the test. */
function refuses(take: () => void, expected: new (...given: never[]) => Error): boolean {
  try {
    take();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(expected);
    return true;
  }
}

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const POINT = { timeUnixNano: '1000000000', attributes: [{ key: 'a', value: { intValue: 1 } }] };
const HISTOGRAM = { ...POINT, count: 2, sum: 3, bucketCounts: [1, 1], explicitBounds: [1] };
const BODY = { kvlistValue: { values: [{ key: 'a', value: { bytesValue: 'AA==' } }] } };
const REQUESTS: readonly [OtlpSignal, Parameters<typeof encodeJson>[0], object][] = [
  [
    'traces',
    TRACES_REQUEST,
    {
      resourceSpans: [
        { scopeSpans: [{ spans: [{ traceId: TRACE, spanId: TRACE.slice(16), ...POINT }] }] },
      ],
    },
  ],
  [
    'logs',
    LOGS_REQUEST,
    { resourceLogs: [{ scopeLogs: [{ logRecords: [{ ...POINT, traceId: TRACE, body: BODY }] }] }] },
  ],
  [
    'metrics',
    METRICS_REQUEST,
    {
      resourceMetrics: [
        {
          resource: { attributes: POINT.attributes },
          scopeMetrics: [
            {
              metrics: [
                { name: 'h', histogram: { aggregationTemporality: 1, dataPoints: [HISTOGRAM] } },
                { name: 's', sum: { isMonotonic: true, dataPoints: [{ ...POINT, asInt: 5 }] } },
              ],
            },
          ],
        },
      ],
    },
  ],
];

test.each(REQUESTS)('OTLP %s in protobuf and JSON', (signal, message, request) => {
  const store = new TestStore();
  const taker = new OtlpTaker({ store, counters: new IngestCounters() });
  const next = numbers(7);
  const json = JSON.stringify(request);
  const protobuf = encodeJson(message, json);
  let refused = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const take = (bytes: Buffer) => (): void => void taker.take('otlp-http', signal, bytes);
    if (refuses(take(mutated(protobuf, next)), Error)) refused += 1;
    const text = mutated(Buffer.from(json), next).toString();
    refuses(() => take(encodeJson(message, text))(), Error);
    refuses(() => encodeJson(message, text), WireError);
  }
  expect(refused).toBeGreaterThan(ROUNDS / 10);
  const { rejected } = taker.take('otlp-http', signal, protobuf);
  expect(rejected).toBe(0);
  expect(store.rejected['failed'], 'refused by an error that was not meant').toBeUndefined();
});

const line = (value: object): string => `${JSON.stringify(value)}\n`;

test('bulk bodies', async () => {
  const store = new TestStore();
  const taker = new BulkTaker({ store, counters: new IngestCounters() });
  const next = numbers(8);
  const document = line({ '@timestamp': '2026-01-01T00:00:00Z', log: { level: 'info' }, n: 1 });
  const body = Buffer.from(
    line({ create: { _index: 'logs-a-b', _id: 'x' } }) +
      document +
      line({ index: { _index: 'i' } }) +
      document,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const broken = mutated(body, next);
    let actions: ReturnType<typeof actionsOf> = [];
    refuses(() => {
      actions = actionsOf(broken, '');
    }, BulkBodyError);
    const answer = await taker.take(broken, actions, wantsPath(null));
    const { items = [] } = JSON.parse(answer.text(0)) as { items?: unknown[] };
    expect(items).toHaveLength(actions.length);
  }
  const before = store.lines.length;
  const intact = Buffer.from(line({ create: { _index: 'i' } }) + document);
  await taker.take(intact, actionsOf(intact, ''), wantsPath(null));
  expect(store.lines).toHaveLength(before + 1);
  for (const parsed of store.parsedLines()) expect(typeof parsed).toBe('object');
});

test.each([
  ['text', false, '# HELP a b\n# TYPE a histogram\na_bucket{le="1",x="y"} 1 1000\na_sum 2.5\n'],
  [
    'OpenMetrics',
    true,
    '# TYPE a histogram\n# UNIT a_s s\na_bucket{le="1"} 1 1.5 # {trace_id="x"} 0.5 1.5\n# EOF\n',
  ],
])('expositions in %s', (_name, isOpenMetrics, text) => {
  const store = new TestStore();
  const target = new TargetIntake(store.metrics, defaultJob('j'), { job: 'j', instance: 'i' });
  const next = numbers(9);
  let refused = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const broken = mutated(Buffer.from(text.repeat(isOpenMetrics ? 1 : 3)), next).toString();
    const take = () => target.take(broken, isOpenMetrics, 1000 + round);
    if (refuses(take, ExpositionError)) refused += 1;
  }
  expect(refused).toBeGreaterThan(ROUNDS / 10);
  target.take(text, isOpenMetrics, 2e6);
  expect(target.take(text, isOpenMetrics, 3e6)).toMatchObject({ added: 0, withoutRoom: 0 });
});

test('configurations', () => {
  const text = `
global: { scrape_interval: 15s }
scrape_configs:
  - job_name: a
    static_configs: [{ targets: &t ['h:1'], labels: { x: y } }]
    relabel_configs: [{ source_labels: [x], regex: '(a|b)', target_label: z }]
  - { job_name: b, params: { m: [n] }, static_configs: [{ targets: *t }] }
`;
  const next = numbers(10);
  let refused = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const broken = mutated(Buffer.from(text), next).toString();
    if (refuses(() => parseConfig(broken, '/p.yml'), ConfigError)) refused += 1;
  }
  expect(refused).toBeGreaterThan(ROUNDS / 10);
});

test('output of processes', () => {
  const store = new TestStore();
  const lines = new ChildLines({ store, counters: new IngestCounters() }, 's');
  const next = numbers(11);
  const text = Buffer.from(
    `${line({ message: 'ü', time: 1, log: { level: 'info' } })}Error: x\n    at y\n`,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    lines.write(round % 2 === 0 ? 'stdout' : 'stderr', mutated(text, next));
  }
  lines.write('stdout', Buffer.from('\nlast\n'));
  lines.flush();
  const parsed = store.parsedLines();
  expect(parsed.length).toBeGreaterThan(ROUNDS);
  expect(parsed.some(({ message }) => message === 'last')).toBe(true);
});
