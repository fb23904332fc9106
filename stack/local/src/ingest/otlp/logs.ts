import { ECS_VERSION, SCOPE_NAME } from 'sightline/contract';
import type { Level, LogInput } from '../../model/index.ts';
import { levelOf } from '../logs/level.ts';
import { decode } from './decode.ts';
import { addLogAttribute, OWN_LOGGERS, setPath, type MutableFields } from './log-fields.ts';
import { LOGS_REQUEST } from './messages.ts';
import {
  labelText,
  plainAttributes,
  plainValue,
  type AnyValue,
  type JsonValue,
  type KeyValue,
  type OtlpResource,
} from './values.ts';

interface LogRecord {
  readonly timeUnixNano?: number;
  readonly observedTimeUnixNano?: number;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: AnyValue;
  readonly attributes?: readonly KeyValue[];
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}

interface LogsRequest {
  readonly resourceLogs?: readonly {
    readonly resource?: OtlpResource;
    readonly scopeLogs?: readonly {
      readonly scope?: { readonly name?: string };
      readonly logRecords?: readonly LogRecord[];
    }[];
  }[];
}

/** What a service is called that does not say its name, as the specification has it. */
export const UNKNOWN_SERVICE = 'unknown_service';

const PID = 'process.pid';

/** Members of a line that the resource gives: the attribute, and the path it goes to. */
const FROM_RESOURCE = (
  [
    ['service.name', 'service.name'],
    ['service.version', 'service.version'],
    ['deployment.environment.name', 'service.environment'],
    ['deployment.environment', 'service.environment'],
    ['service.instance.id', 'service.node.name'],
    [PID, PID],
    ['host.name', 'host.name'],
    ['container.id', 'container.id'],
    ['k8s.namespace.name', 'k8s.namespace.name'],
    ['k8s.pod.name', 'k8s.pod.name'],
  ] as const
).map(([attribute, path]) => {
  // Those of the others are not in the lines of Sightline's own exporter.
  return { attribute, parts: path.split('.'), isOwn: /^(?:service|process|host)\./.test(path) };
});

/**
 * The records of an ExportLogsServiceRequest as log lines in nested ECS.
 * @throws WireError when the bytes are no such request.
 */
export function logLines(request: Uint8Array, nowMs: number): LogInput[] {
  const { resourceLogs = [] } = decode(LOGS_REQUEST, request) as LogsRequest;
  const lines: LogInput[] = [];
  for (const { resource, scopeLogs = [] } of resourceLogs) {
    const attributes = plainAttributes(resource?.attributes);
    for (const { scope, logRecords = [] } of scopeLogs) {
      for (const record of logRecords) {
        lines.push(lineOf(record, attributes, scope?.name ?? '', nowMs));
      }
    }
  }
  return lines;
}

function lineOf(
  record: LogRecord,
  resource: ReadonlyMap<string, JsonValue>,
  scope: string,
  nowMs: number,
): LogInput {
  const isOwn = scope === SCOPE_NAME;
  const timeMs = Math.floor(record.timeUnixNano || record.observedTimeUnixNano || nowMs);
  const level = severity(record);
  const attributes = plainAttributes(record.attributes);
  const logger = isOwn ? OWN_LOGGERS.get(attributes.get('event.dataset')) : scope;
  const fields: MutableFields = {
    '@timestamp': isoTime(timeMs, nowMs),
    log: logger === undefined || logger === '' ? { level } : { level, logger },
    message: '',
    ecs: { version: ECS_VERSION },
  };
  addResource(fields, resource, isOwn);
  const { traceId = '', spanId = '', eventName = '' } = record;
  if (traceId !== '') fields['trace'] = { id: traceId };
  if (spanId !== '') fields['span'] = { id: spanId };
  if (eventName !== '') fields['event'] = { action: eventName };
  for (const [name, value] of attributes) addLogAttribute(fields, name, value, isOwn);
  addBody(fields, plainValue(record.body));
  const service = labelText(resource.get('service.name') ?? '') || UNKNOWN_SERVICE;
  const json = Buffer.from(JSON.stringify(fields));
  return { timeMs, level, service, traceId: traceId.length === 32 ? traceId : '', json };
}

function addResource(
  fields: MutableFields,
  resource: ReadonlyMap<string, JsonValue>,
  isOwn: boolean,
): void {
  for (const { attribute, parts, isOwn: isInOwn } of FROM_RESOURCE) {
    const value = resource.get(attribute);
    if (value === undefined || (isOwn && !isInOwn)) continue;
    // Attributes that come from OTEL_RESOURCE_ATTRIBUTES are always text.
    setPath(fields, parts, attribute === PID ? Number(value) || value : value);
  }
}

/** A body that is no text is kept as JSON text; its own message, if it has one, is the line's. */
function addBody(fields: MutableFields, body: JsonValue): void {
  if (typeof body === 'string' || body === null) {
    fields['message'] = body ?? '';
    return;
  }
  const text = JSON.stringify(body);
  const { message, msg } = body as { message?: unknown; msg?: unknown };
  const said = message ?? msg;
  fields['message'] = typeof said === 'string' ? said : text;
  fields['labels'] = { ...(fields['labels'] as object | undefined), body: text };
}

const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The number decides; the text is what the source called it, and serves where there is none. */
function severity({ severityNumber = 0, severityText = '' }: LogRecord): Level {
  const byNumber = severityNumber > 0 ? LEVELS[Math.floor((severityNumber - 1) / 4)] : undefined;
  return byNumber ?? levelOf(severityText);
}

function isoTime(timeMs: number, nowMs: number): string {
  // Nanoseconds of 64 bits reach the year 2554, so every time is a date.
  return new Date(timeMs > 0 ? timeMs : nowMs).toISOString();
}
