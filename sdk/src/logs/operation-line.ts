import { writeEventId } from '../context/index.ts';
import { ATTR, labelOf, LOG_FIELD, SHIPPED_LABEL, type LogLevel } from '../contract/index.ts';
import { epochMs, type Operation, type OutcomeSeries } from '../record/index.ts';
import { ecsError } from './errors.ts';
import { labelMembers } from './label-members.ts';
import { END, EVENT, SEQUENCE, SPAN, START } from './line-members.ts';
import { LineWriter } from './line-writer.ts';
import { nextSequence } from './logger.ts';
import { writeIsoTime } from './time.ts';

/** The members that all operations of one outcome share. */
interface Template {
  /** From the time to the trace id, the identity of the process included. */
  readonly head: Buffer;
  /** From the sequence to the duration. */
  readonly dataset: Buffer;
  readonly labels: Record<string, string | number | boolean>;
  /** The labels as members of a line that has no others, by how the line leaves. */
  members: { readonly shipped: string | undefined; readonly bytes: Buffer } | undefined;
}

export function operationLevel(outcome: OutcomeSeries): LogLevel {
  return outcome.errorType === undefined ? 'info' : 'error';
}

function templateOf(outcome: OutcomeSeries, identity: string): Template {
  if (outcome.log !== undefined) return outcome.log as Template;
  const { series, errorType, status } = outcome;
  const { dataset = '', logger = '' } = series.kind.line ?? {};
  const log = JSON.stringify({ level: operationLevel(outcome), logger });
  const message = JSON.stringify(`${series.name} ${status ?? errorType ?? 'ok'}`);
  const labels: Template['labels'] = {};
  for (const [name, value] of Object.entries(outcome.attributes(ATTR.errorType))) {
    if (value !== undefined && name !== ATTR.errorType) labels[labelOf(name)] = value;
  }
  const template: Template = {
    head: Buffer.from(
      `","${LOG_FIELD.log}":${log},"${LOG_FIELD.message}":${message},${identity}` +
        `"${LOG_FIELD.trace}":{"id":"`,
    ),
    dataset: Buffer.from(`,"dataset":${JSON.stringify(dataset)},"duration":`),
    labels,
    members: undefined,
  };
  outcome.log = template;
  return template;
}

const SUCCESS = Buffer.from(',"outcome":"success"}');
const FAILURE = Buffer.from(',"outcome":"failure"}');

const writer = new LineWriter();
const writeAscii = (part: string): void => writer.ascii(part);

/** The one line of a call or message that came from outside; valid until the next call. */
export function operationLine(operation: Operation, identity: string, shipped?: string): Buffer {
  const outcome = operation.outcome as OutcomeSeries;
  const template = templateOf(outcome, identity);
  const endEpochMs = epochMs(operation.startMs + operation.durationMs);
  writer.clear();
  writer.raw(START);
  writeIsoTime(endEpochMs, writeAscii);
  writer.raw(template.head);
  writer.ascii(operation.traceId);
  writer.raw(SPAN);
  writer.ascii(operation.spanId);
  writer.raw(EVENT);
  writeEventId(endEpochMs, writeAscii);
  writer.raw(SEQUENCE);
  writer.number(nextSequence());
  writer.raw(template.dataset);
  writer.number(Math.round(operation.durationMs * 1e6));
  writer.raw(outcome.errorType === undefined ? SUCCESS : FAILURE);
  writeExtras(operation, template, shipped);
  writer.raw(END);
  return writer.view();
}

function writeExtras(operation: Operation, template: Template, shipped: string | undefined): void {
  const { userId, error, outcome, labels } = operation;
  if (userId !== undefined) {
    writer.text(`,"${LOG_FIELD.user}":{"id":${JSON.stringify(userId)}}`);
  }
  if (labels === undefined) writer.raw(membersOf(template, shipped));
  else writer.text(labelMembers({ ...template.labels, ...labels, ...markOf(shipped) }));
  const type = outcome?.errorType;
  if (type === undefined) return;
  const shown = error === undefined ? { type } : { ...ecsError(error), type };
  writer.text(`,"${LOG_FIELD.error}":${JSON.stringify(shown)}`);
}

function membersOf(template: Template, shipped: string | undefined): Buffer {
  const { members, labels } = template;
  if (members !== undefined && members.shipped === shipped) return members.bytes;
  const bytes = Buffer.from(labelMembers({ ...labels, ...markOf(shipped) }));
  template.members = { shipped, bytes };
  return bytes;
}

function markOf(shipped: string | undefined): Record<string, string> {
  return shipped === undefined ? {} : { [SHIPPED_LABEL]: shipped };
}
