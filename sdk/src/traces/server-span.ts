import {
  createTraceState,
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';

import { ATTR, EXCEPTION_EVENT } from '../contract/index.ts';
import { epochMs, monotonicMs, type RequestRecord } from '../record/index.ts';
import { STATUS_CODE } from './fields.ts';
import type { SpanLink, SpanTail, TimedEvent } from './span-parts.ts';

/** Limits of the OpenTelemetry specification; what exceeds them is counted on the span. */
const MAX_ATTRIBUTES = 128;
const MAX_EVENTS = 128;
const MAX_LINKS = 128;

/**
 * The server span as the API sees it: what the application sets is kept here and written together
 * with the request's record when the request ends. Ending it is the SDK's business, so `end` does
 * nothing.
 */
export class ServerSpan implements Span {
  readonly attributes: Record<string, AttributeValue> = {};
  nameOverride: string | undefined = undefined;
  readonly #record: RequestRecord;
  readonly #context: SpanContext;
  readonly #events: TimedEvent[] = [];
  readonly #links: SpanLink[] = [];
  #attributeCount = 0;
  #droppedAttributes = 0;
  #droppedEvents = 0;
  #droppedLinks = 0;
  #status: SpanStatus | undefined;

  constructor(record: RequestRecord) {
    this.#record = record;
    const { traceId, spanId, sampled, traceState } = record;
    this.#context = {
      traceId,
      spanId,
      traceFlags: sampled ? 1 : 0,
      ...(traceState === undefined ? {} : { traceState: createTraceState(traceState) }),
    };
  }

  /** True when the application set no attribute. */
  get isPlain(): boolean {
    return this.#attributeCount === 0;
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return this.#record.sampled && !this.#record.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.#record.ended || value === undefined || value === null || key === '') return this;
    if (key === ATTR.route && typeof value === 'string') {
      this.#record.route = value;
      return this;
    }
    if (!Object.hasOwn(this.attributes, key)) {
      if (this.#attributeCount >= MAX_ATTRIBUTES) {
        this.#droppedAttributes += 1;
        return this;
      }
      this.#attributeCount += 1;
    }
    this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined) this.setAttribute(key, value);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#record.ended) return this;
    if (this.#events.length >= MAX_EVENTS) {
      this.#droppedEvents += 1;
      return this;
    }
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime ? (attributesOrTime as TimeInput) : time;
    const attributes = isTime ? undefined : (attributesOrTime as Attributes | undefined);
    this.#events.push({ name, time: toHrTime(at), attributes: attributes && { ...attributes } });
    return this;
  }

  addLink(link: Link): this {
    if (this.#record.ended) return this;
    if (this.#links.length >= MAX_LINKS) this.#droppedLinks += 1;
    else this.#links.push(link);
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    // The specification: UNSET is no decision, and OK is final.
    const isFinal = this.#status?.code === STATUS_CODE.ok;
    if (this.#record.ended || status.code === STATUS_CODE.unset || isFinal) return this;
    const { code, message } = status;
    const kept = code === STATUS_CODE.error && typeof message === 'string' ? { message } : {};
    this.#status = { code, ...kept };
    return this;
  }

  updateName(name: string): this {
    if (!this.#record.ended) this.nameOverride = name;
    return this;
  }

  end(): void {
    // The request ends the span: an early end would cut off what the framework still does.
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const given = typeof exception === 'string' ? { message: exception } : exception;
    const attributes: Attributes = {};
    const type = 'code' in given && given.code ? String(given.code) : 'name' in given && given.name;
    if (type) attributes[ATTR.exceptionType] = type;
    if (given.message) attributes[ATTR.exceptionMessage] = given.message;
    if ('stack' in given && given.stack) attributes[ATTR.exceptionStack] = given.stack;
    this.addEvent(EXCEPTION_EVENT, attributes, time);
    if (typeof exception === 'object') this.#record.error ??= exception;
  }

  /** What was set, for the end of the span message. */
  tail(failed: boolean): SpanTail {
    return {
      droppedAttributes: this.#droppedAttributes,
      events: this.#events,
      droppedEvents: this.#droppedEvents,
      links: this.#links,
      droppedLinks: this.#droppedLinks,
      status: this.#status ?? { code: failed ? STATUS_CODE.error : STATUS_CODE.unset },
    };
  }
}

function isTimeInput(value: unknown): boolean {
  return typeof value === 'number' || value instanceof Date || Array.isArray(value);
}

/**
 * A time in any of the API's forms; numbers below the process's age are readings of
 * performance.now().
 */
function toHrTime(time: TimeInput | undefined): HrTime {
  if (Array.isArray(time)) return time;
  const now = monotonicMs();
  let atMs: number;
  if (time instanceof Date) atMs = time.getTime();
  else if (time === undefined) atMs = epochMs(now);
  else atMs = time <= now ? epochMs(time) : time;
  const seconds = Math.floor(atMs / 1000);
  return [seconds, Math.round((atMs - seconds * 1000) * 1e6)];
}
