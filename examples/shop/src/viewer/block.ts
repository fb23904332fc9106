import { ATTR, DATASET } from 'sightline/contract';
import { attribute, failed, serviceOf, statusOf } from './attributes.ts';
import { cut, duration, fit, type Paint } from './paint.ts';
import type { JoinedRequest, Movement, ServiceLine } from './types.ts';
import { waterfall } from './waterfall.ts';

const HEAD_COLUMNS = 8;
const SERVICE_COLUMNS = 11;
const LEVEL_COLUMNS = 6;
const TIME_COLUMNS = 13;
const SERIES_COLUMNS = 26;
const MARK_COLUMNS = 2;
/** Where the time of an ISO timestamp stands: 10:17:42.123. */
const CLOCK = { from: 11, to: 23 } as const;

/** One request as text: what was logged, what was counted, what was traced. */
export function renderBlock(request: JoinedRequest, columns: number, paint: Paint): string[] {
  const body = columns - HEAD_COLUMNS;
  const section = (title: string, lines: readonly string[]) =>
    lines.map((line, index) => paint.dim(fit(index === 0 ? title : '', HEAD_COLUMNS)) + line);
  const traced = waterfall(request.spans, body - SERVICE_COLUMNS, paint).map(
    ({ service, text }) => paint.service(service, fit(service, SERVICE_COLUMNS)) + text,
  );
  return [
    header(request, columns, paint),
    ...section(
      'logs',
      request.lines.flatMap((line) => logLines(line, body, paint)),
    ),
    ...section(
      'metrics',
      request.movements.map((moved) => metricLine(moved, body, paint)),
    ),
    ...section('trace', traced),
    '',
  ];
}

function header({ root, traceId }: JoinedRequest, columns: number, paint: Paint): string {
  const method = attribute(root, ATTR.method) ?? '';
  const path = attribute(root, ATTR.path) ?? root.name;
  const outcome = statusOf(root) ?? attribute(root, ATTR.errorType) ?? '';
  const mark = failed(root) ? '✖' : '●';
  const left = `${mark} ${method} ${path} → ${outcome}  ${duration(root.durationSeconds)} `;
  const right = ` trace ${traceId}`;
  const rule = '─'.repeat(Math.max(2, columns - left.length - right.length));
  const tone = failed(root) ? paint.red : Number(outcome) >= 400 ? paint.yellow : paint.green;
  return paint.bold(tone(left)) + paint.dim(rule) + paint.bold(right);
}

function logLines({ service, line }: ServiceLine, columns: number, paint: Paint): string[] {
  const { level } = line.log;
  const time = fit(line['@timestamp'].slice(CLOCK.from, CLOCK.to), TIME_COLUMNS);
  const name = fit(service, SERVICE_COLUMNS);
  const rest = columns - SERVICE_COLUMNS - TIME_COLUMNS - LEVEL_COLUMNS;
  const text = `${line.message}${details(line)}`;
  const tone = level === 'error' || level === 'fatal' ? paint.red : paint.yellow;
  const quiet = level === 'info' || level === 'debug' || level === 'trace';
  const shown = fit(level, LEVEL_COLUMNS);
  const first =
    paint.service(service, name) +
    paint.dim(time) +
    (quiet ? shown : tone(shown)) +
    cut(text, rest);
  const { error } = line;
  if (error?.message === undefined) return [first];
  const indent = ' '.repeat(SERVICE_COLUMNS + TIME_COLUMNS + LEVEL_COLUMNS);
  return [first, indent + paint.red(cut(`${error.type ?? 'Error'}: ${error.message}`, rest))];
}

/** How long a request took, and what the application said beside the message. */
function details(line: ServiceLine['line']): string {
  const took =
    line.event.dataset === DATASET.request && line.event.duration !== undefined
      ? ` in ${duration(line.event.duration / 1e9)}`
      : '';
  const user = line.user?.id === undefined ? {} : { user: line.user.id.slice(0, 8) };
  const fields = Object.entries({ ...line.labels, ...line.numeric_labels, ...user });
  const text = fields.map(([name, value]) => `${name}=${String(value)}`).join(' ');
  return `${took}${text === '' ? '' : `  ${text}`}`;
}

function metricLine(moved: Movement, columns: number, paint: Paint): string {
  const name = paint.service(moved.service, fit(moved.service, SERVICE_COLUMNS));
  const used = SERVICE_COLUMNS + moved.metric.length + SERIES_COLUMNS + MARK_COLUMNS + 2;
  const by = `+${moved.after - moved.before}→${moved.after}`;
  const counted = fit(`${by} ≤${moved.bound}`, columns - used);
  const mark = moved.exemplar ? paint.green(' ◆') : '';
  return `${name}${moved.metric} ${fit(moved.series, SERIES_COLUMNS)} ${counted}${mark}`;
}

/** Which requests look alike, so that a reader is shown different ones. */
export function kindOf({ root }: JoinedRequest): string {
  const outcome = statusOf(root) ?? attribute(root, ATTR.errorType) ?? '';
  return `${serviceOf(root)} ${root.name} ${outcome}`;
}
