import { durationMs } from '../filter/index.ts';
import { CLIENT_HELP, CLIENT_OPTIONS, findStack } from './client.ts';
import { readArgs, UsageError, type Command } from './command.ts';
import { clock, plain, table } from './text.ts';

const HELP = `Usage: sightline query '<promql>' [options]

Evaluates PromQL now, or over a stretch of time.

  --since DURATION   as a graph over the last DURATION (15m, 2h), one line per series and time
  --step DURATION    distance of its points (default: a 60th of the stretch)
${CLIENT_HELP}

  sightline query 'sum by (service_name) (rate(http_server_request_duration_seconds_count[1m]))'
  sightline query 'up' --since 5m --step 15s --json
`;

interface Answer {
  readonly data: {
    readonly resultType: 'vector' | 'matrix' | 'scalar' | 'string';
    readonly result: unknown;
  };
}
type Labels = Readonly<Record<string, string>>;
type Point = readonly [number, string];

export const QUERY: Command = {
  name: 'query',
  summary: 'evaluate PromQL',
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      ...CLIENT_OPTIONS,
      since: { type: 'string' },
      step: { type: 'string' },
    });
    const [query, ...rest] = positionals;
    if (query === undefined) throw new UsageError("A query is missing: sightline query 'up'");
    if (rest.length > 0) throw new UsageError('One query at a time; put it in quotes.');
    const stack = await findStack(values);
    const answer = await stack.json<Answer>(...question(query, values.since, values.step));
    console.log(values.json ? JSON.stringify(answer.data) : render(answer.data));
    return 0;
  },
};

function question(
  query: string,
  since: string | undefined,
  step: string | undefined,
): [path: string, query: Record<string, string>] {
  if (since === undefined) return ['/api/v1/query', { query }];
  const lengthMs = positive('--since', since);
  const stepMs = step === undefined ? Math.max(1000, lengthMs / 60) : positive('--step', step);
  const end = Date.now() / 1000;
  const start = end - lengthMs / 1000;
  const range = { start: String(start), end: String(end), step: String(stepMs / 1000) };
  return ['/api/v1/query_range', { query, ...range }];
}

function positive(option: string, text: string): number {
  const value = durationMs(text);
  if (value !== undefined && value > 0) return value;
  throw new UsageError(`${option} ${text}: a duration like 30s, 15m or 2h is expected`);
}

function render({ resultType, result }: Answer['data']): string {
  if (resultType === 'scalar' || resultType === 'string') return (result as Point)[1];
  const rows =
    resultType === 'vector'
      ? (result as { metric: Labels; value: Point }[]).map(({ metric, value }) => [
          value[1],
          name(metric),
        ])
      : (result as { metric: Labels; values: Point[] }[]).flatMap(({ metric, values }) =>
          values.map(([seconds, value]) => [clock(seconds * 1000), value, name(metric)]),
        );
  return rows.length === 0 ? 'no data' : table(rows);
}

function name({ __name__ = '', ...labels }: Labels): string {
  const inner = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return plain(`${__name__}{${inner.join(', ')}}`);
}
