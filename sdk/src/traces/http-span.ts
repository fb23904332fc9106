import { ATTR, OTHER_METHOD } from '../contract/index.ts';
import {
  queryOf,
  type ClientRecord,
  type Peer,
  type RequestRecord,
  type RequestSeries,
} from '../record/index.ts';
import { ProtoWriter, writeAttribute, writeAttributes } from '../otlp/index.ts';
import { KIND, SPAN, spanFlags } from './fields.ts';
import { hostParts } from './host.ts';
import { ServerSpan } from './server-span.ts';
import { ERROR_TAIL, OK_TAIL, writeTail } from './span-parts.ts';
import { writeKind, writeTimes } from './span-times.ts';

/** The parts of a server span that all requests of a series share, encoded once. */
interface Template {
  readonly nameAndKind: Buffer;
  readonly attributes: Buffer;
}

const METHOD_MAX_LENGTH = 64;
const NONE: Record<string, unknown> = Object.freeze({});

function templateOf(series: RequestSeries): Template {
  if (series.span !== undefined) return series.span as Template;
  const { method, route, status, scheme, errorType } = series;
  const head = new ProtoWriter();
  head.text(SPAN.name, route === undefined ? httpName(method) : `${httpName(method)} ${route}`);
  writeKind(head, KIND.server);
  const attributes = new ProtoWriter();
  writeAttribute(attributes, SPAN.attribute, ATTR.method, method);
  writeAttribute(attributes, SPAN.attribute, ATTR.scheme, scheme);
  if (route !== undefined) writeAttribute(attributes, SPAN.attribute, ATTR.route, route);
  if (status !== 0) writeAttribute(attributes, SPAN.attribute, ATTR.status, status);
  if (errorType !== undefined) {
    writeAttribute(attributes, SPAN.attribute, ATTR.errorType, errorType);
  }
  const template = { nameAndKind: head.take(), attributes: attributes.take() };
  series.span = template;
  return template;
}

/** The conventions name spans of unknown methods `HTTP`. */
function httpName(method: string): string {
  return method === OTHER_METHOD ? 'HTTP' : method;
}

/** A server request as the body of an OTLP span message, straight from its record. */
export function writeServerSpan(writer: ProtoWriter, record: RequestRecord): void {
  const template = templateOf(record.series as RequestSeries);
  const api = record.span instanceof ServerSpan ? record.span : undefined;
  writer.hex(SPAN.traceId, record.traceId);
  writer.hex(SPAN.spanId, record.spanId);
  if (record.traceState !== undefined) writer.text(SPAN.traceState, record.traceState);
  if (record.parentSpanId !== undefined) writer.hex(SPAN.parentSpanId, record.parentSpanId);
  if (api?.nameOverride === undefined) {
    writer.raw(template.nameAndKind);
  } else {
    writer.text(SPAN.name, api.nameOverride);
    writeKind(writer, KIND.server);
  }
  writeTimes(writer, record.startMs, record.durationMs);
  if (api === undefined || api.isPlain) {
    writer.raw(template.attributes);
    writeRequestAttributes(writer, record);
  } else {
    // A key may stand only once: what the application set wins over what was measured.
    const attributes = { ...requestAttributes(record), ...api.attributes };
    writeAttributes(writer, SPAN.attribute, attributes);
  }
  const failed = record.errorType !== undefined;
  const tail = failed ? ERROR_TAIL : OK_TAIL;
  writeTail(
    writer,
    api === undefined ? tail : api.tail(failed),
    spanFlags(true, record.parentSpanId !== undefined),
  );
}

/** The attributes that differ from request to request; those of the connection encoded before. */
function writeRequestAttributes(writer: ProtoWriter, record: RequestRecord): void {
  const { target, path, peer } = record;
  writeAttribute(writer, SPAN.attribute, ATTR.path, path);
  const query = queryOf(target, path);
  if (query !== undefined) writeAttribute(writer, SPAN.attribute, ATTR.query, query);
  peer.span ??= encodePeer(peer);
  writer.raw(peer.span as Buffer);
  if (record.responseBytes >= 0) {
    writeAttribute(writer, SPAN.attribute, ATTR.responseBodySize, record.responseBytes);
  }
  if (record.requestBytes > 0) {
    writeAttribute(writer, SPAN.attribute, ATTR.requestBodySize, record.requestBytes);
  }
  const annotated = annotatedAttributes(record);
  if (annotated !== NONE) writeAttributes(writer, SPAN.attribute, annotated);
}

/** What most requests do not have. */
function annotatedAttributes(record: RequestRecord): Record<string, unknown> {
  const { methodOriginal, userId, labels } = record;
  if (methodOriginal === undefined && userId === undefined && labels === undefined) return NONE;
  return {
    ...(methodOriginal === undefined
      ? {}
      : { [ATTR.methodOriginal]: methodOriginal.slice(0, METHOD_MAX_LENGTH) }),
    ...(userId === undefined ? {} : { [ATTR.userId]: userId }),
    ...labels,
  };
}

/** All attributes as an object, for spans that the application added to. */
function requestAttributes(record: RequestRecord): Record<string, unknown> {
  const { target, path, peer } = record;
  return present({
    [ATTR.method]: record.method,
    [ATTR.scheme]: record.scheme,
    [ATTR.route]: record.route,
    [ATTR.status]: record.status === 0 ? undefined : record.status,
    [ATTR.errorType]: record.errorType,
    [ATTR.path]: path,
    [ATTR.query]: queryOf(target, path),
    ...peerAttributes(peer),
    [ATTR.responseBodySize]: record.responseBytes >= 0 ? record.responseBytes : undefined,
    [ATTR.requestBodySize]: record.requestBytes > 0 ? record.requestBytes : undefined,
    ...annotatedAttributes(record),
  });
}

function peerAttributes(peer: Peer): Record<string, unknown> {
  const host = peer.host === undefined ? undefined : hostParts(peer.host);
  return present({
    [ATTR.serverAddress]: host?.address,
    [ATTR.serverPort]: host?.port,
    [ATTR.clientAddress]: peer.address,
    [ATTR.userAgent]: peer.userAgent,
    [ATTR.protocolVersion]: peer.protocolVersion,
  });
}

function present(attributes: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(attributes)) {
    if (attributes[key] === undefined) delete attributes[key];
  }
  return attributes;
}

function encodePeer(peer: Peer): Buffer {
  const writer = new ProtoWriter();
  writeAttributes(writer, SPAN.attribute, peerAttributes(peer));
  return Buffer.from(writer.view());
}

/** An outgoing request as the body of an OTLP span message. */
export function writeClientSpan(writer: ProtoWriter, record: ClientRecord): void {
  writer.hex(SPAN.traceId, record.traceId);
  writer.hex(SPAN.spanId, record.spanId);
  if (record.traceState !== undefined) writer.text(SPAN.traceState, record.traceState);
  if (record.parentSpanId !== undefined) writer.hex(SPAN.parentSpanId, record.parentSpanId);
  writer.text(SPAN.name, httpName(record.method));
  writeKind(writer, KIND.client);
  writeTimes(writer, record.startMs, record.durationMs);
  writeAttribute(writer, SPAN.attribute, ATTR.method, record.method);
  if (record.methodOriginal !== undefined) {
    writeAttribute(writer, SPAN.attribute, ATTR.methodOriginal, record.methodOriginal);
  }
  writeAttribute(writer, SPAN.attribute, ATTR.serverAddress, record.serverAddress);
  writeAttribute(writer, SPAN.attribute, ATTR.serverPort, record.serverPort);
  writeAttribute(writer, SPAN.attribute, ATTR.fullUrl, record.url);
  if (record.status !== 0) {
    writeAttribute(writer, SPAN.attribute, ATTR.status, record.status);
  }
  if (record.errorType !== undefined) {
    writeAttribute(writer, SPAN.attribute, ATTR.errorType, record.errorType);
  }
  writeTail(writer, record.errorType === undefined ? OK_TAIL : ERROR_TAIL, spanFlags(true, false));
}
