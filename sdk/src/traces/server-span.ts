import {
  createTraceState,
  type Attributes,
  type AttributeValue,
  type Exception,
  type Link,
  type Span,
  type SpanContext,
  type SpanStatus,
  type TimeInput,
} from '@opentelemetry/api';

import { headOf } from '../context/index.ts';
import { ATTR, EXCEPTION_EVENT } from '../contract/index.ts';
import { RequestRecord, type SpanOwner } from '../record/index.ts';
import { attributesOf, attributeValue, keysOf, spanRoom } from './attribute-values.ts';
import { exceptionAttributes } from './exception.ts';
import { STATUS_CODE } from './fields.ts';
import { isTimeInput, toHrTime } from './times.ts';
import type { SpanLink, SpanTail, TimedEvent } from './span-parts.ts';

/** Limits of the OpenTelemetry specification; what exceeds them is counted on the span. */
const MAX_ATTRIBUTES = 128;
const MAX_EVENTS = 128;
const MAX_LINKS = 128;
const ROUTE_MAX_LENGTH = 1024;
const NAME_MAX_LENGTH = 1024;

/**
 * The server span as the API sees it: what the application sets is kept here and written together
 * with the request's record when the request ends. Ending it is the SDK's business, so `end` does
 * nothing.
 */
export class ServerSpan implements Span {
  readonly attributes: Record<string, AttributeValue> = {};
  nameOverride: string | undefined = undefined;
  readonly #record: SpanOwner;
  readonly #context: SpanContext;
  readonly #events: TimedEvent[] = [];
  readonly #links: SpanLink[] = [];
  readonly #room = spanRoom();
  #attributeCount = 0;
  #droppedAttributes = 0;
  #droppedEvents = 0;
  #droppedLinks = 0;
  #status: SpanStatus | undefined;

  constructor(record: SpanOwner) {
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
    if (this.#record.ended || typeof key !== 'string' || key === '') return this;
    const record = this.#record;
    if (key === ATTR.route && typeof value === 'string' && record instanceof RequestRecord) {
      record.route = headOf(value, ROUTE_MAX_LENGTH);
      return this;
    }
    if (value !== null && value !== undefined) this.#keep(key, value);
    return this;
  }

  #keep(key: string, value: AttributeValue): void {
    const isNew = !Object.hasOwn(this.attributes, key);
    const isFull = isNew && this.#attributeCount >= MAX_ATTRIBUTES;
    const kept = isFull || key === '__proto__' ? undefined : attributeValue(value, this.#room);
    if (kept === undefined) {
      this.#droppedAttributes += 1;
      return;
    }
    if (isNew) this.#attributeCount += 1;
    this.attributes[key] = kept;
  }

  setAttributes(attributes: Attributes): this {
    for (const key of keysOf(attributes)) {
      try {
        this.setAttribute(key, attributes[key]);
      } catch {
        this.#droppedAttributes += 1;
      }
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
    const at = isTime ? attributesOrTime : time;
    const attributes = isTime ? undefined : attributesOrTime;
    this.#events.push({
      name: typeof name === 'string' ? headOf(name, NAME_MAX_LENGTH) : '',
      time: toHrTime(at),
      attributes: attributes && attributesOf(attributes, MAX_ATTRIBUTES, this.#room),
    });
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
    if (!this.#record.ended && !isFinal) this.#status = statusOf(status) ?? this.#status;
    return this;
  }

  updateName(name: string): this {
    if (!this.#record.ended && typeof name === 'string') {
      this.nameOverride = headOf(name, NAME_MAX_LENGTH);
    }
    return this;
  }

  end(): void {
    // The request ends the span: an early end would cut off what the framework still does.
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent(EXCEPTION_EVENT, exceptionAttributes(exception), time);
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

/** A status that is a decision; undefined for everything else. */
function statusOf(given: unknown): SpanStatus | undefined {
  const { code, message } = attributesOf(given as Attributes, MAX_ATTRIBUTES, spanRoom());
  if (code === STATUS_CODE.ok) return { code };
  if (code !== STATUS_CODE.error) return undefined;
  return typeof message === 'string' ? { code, message } : { code };
}
