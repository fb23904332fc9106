import {
  context,
  ProxyTracerProvider,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerOptions,
  type TracerProvider,
} from '@opentelemetry/api';
import type { IdGenerator, ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';

import { newSpanId, newTraceId } from '../context/index.ts';
import { ATTR } from '../contract/index.ts';
import { loadNodeSdk, preloadNodeSdk } from '../lazy.ts';
import type { ExportQueue, Scope } from '../otlp/index.ts';
import { writeReadableSpan } from './readable-span.ts';

type Decide = (parent: { readonly sampled: boolean } | undefined, traceId: string) => boolean;

export interface ApiSpanSettings {
  readonly queue: ExportQueue;
  readonly decide: Decide;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly instrumentations: readonly unknown[];
  readonly onSdkStarted: () => void;
}

const RECORD_AND_SAMPLED = 2;
const NOT_RECORD = 0;

/**
 * The tracer provider that the API hands out. Spans that the application makes are the
 * OpenTelemetry SDK's own; that SDK is large, so it loads with the first tracer that is asked for
 * (in steps) or, at the latest, with the first span. Ids, context, sampling and queue are shared
 * with the request spans.
 */
export class ApiSpans implements TracerProvider {
  readonly #settings: ApiSpanSettings;
  #delegate: TracerProvider | undefined;
  #preloading = false;
  readonly #open = new Set<Span>();

  constructor(settings: ApiSpanSettings) {
    this.#settings = settings;
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    this.#preload();
    return new LazyTracer(() => this.provider().getTracer(name, version, options));
  }

  /** Somebody is about to make spans: load the SDK while nobody waits for it. */
  #preload(): void {
    if (this.#preloading || this.#delegate !== undefined) return;
    this.#preloading = true;
    setTimeout(() => {
      preloadNodeSdk().then(
        () => this.provider(),
        () => undefined,
      );
    }, PRELOAD_AFTER_MS).unref();
  }

  /** Ends what the application has left open, with the reason. */
  endOpen(errorType: string): void {
    for (const span of this.#open) {
      span.setAttribute(ATTR.errorType, errorType);
      span.end();
    }
  }

  /** The SDK's provider; starts the SDK on first use. */
  provider(): TracerProvider {
    this.#delegate ??= startNodeSdk(this.#settings, this.#open);
    return this.#delegate;
  }
}

/** Open spans that are remembered, so that a process that ends can still record them. */
const OPEN_MAX = 1000;
/** Late enough for the service to listen first. */
const PRELOAD_AFTER_MS = 500;

/** Without a delegate: its tracers hand out spans that record nothing and keep the trace. */
const NOTHING = new ProxyTracerProvider();

class LazyTracer implements Tracer {
  readonly #load: () => Tracer;
  #tracer: Tracer | undefined;

  constructor(load: () => Tracer) {
    this.#load = load;
  }

  /** When the SDK cannot be loaded (no file can be opened just now), spans that record nothing. */
  #real(): Tracer {
    if (this.#tracer !== undefined) return this.#tracer;
    try {
      this.#tracer = this.#load();
      return this.#tracer;
    } catch {
      return NOTHING.getTracer('');
    }
  }

  startSpan(name: string, options?: SpanOptions, parent?: Context): Span {
    return this.#real().startSpan(name, options, parent ?? context.active());
  }

  startActiveSpan(name: string, ...rest: unknown[]): never {
    const tracer = this.#real() as unknown as Record<
      'startActiveSpan',
      (...all: unknown[]) => never
    >;
    return tracer.startActiveSpan(name, ...rest);
  }
}

function startNodeSdk(settings: ApiSpanSettings, open: Set<Span>): TracerProvider {
  const { NodeSDK } = loadNodeSdk();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceOf(settings.resourceAttributes),
    sampler: sampler(settings.decide),
    idGenerator: ids,
    spanProcessors: [processor(settings.queue, open)],
    contextManager: null,
    textMapPropagator: null,
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [...settings.instrumentations] as never,
  } as never);
  // Ours holds the place of the global provider until now; the SDK registers itself there.
  trace.disable();
  sdk.start();
  settings.onSdkStarted();
  return trace.getTracerProvider();
}

/** A settled resource without loading the resource package: attributes are all the SDK reads. */
function resourceOf(attributes: Readonly<Record<string, string>>): object {
  const resource = {
    attributes,
    asyncAttributesPending: false,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}

const ids: IdGenerator = { generateTraceId: newTraceId, generateSpanId: newSpanId };

function sampler(decide: Decide): Sampler {
  return {
    shouldSample(parentContext: Context, traceId: string) {
      const parent = trace.getSpanContext(parentContext);
      const known =
        parent !== undefined && trace.isSpanContextValid(parent)
          ? { sampled: (parent.traceFlags & 1) === 1 }
          : undefined;
      return { decision: decide(known, traceId) ? RECORD_AND_SAMPLED : NOT_RECORD };
    },
    toString: () => 'Sightline',
  };
}

/** Puts finished spans into the queue that the request spans use. */
function processor(queue: ExportQueue, open: Set<Span>): SpanProcessor {
  const scopes = new WeakMap<object, Scope>();
  return {
    onStart(span) {
      if (open.size < OPEN_MAX) open.add(span);
    },
    onEnd(span: ReadableSpan) {
      open.delete(span as unknown as Span);
      if ((span.spanContext().traceFlags & 1) === 0) return;
      const given = span.instrumentationScope;
      let scope = scopes.get(given);
      if (scope === undefined) {
        scope = { name: given.name, version: given.version };
        scopes.set(given, scope);
      }
      queue.add(scope, writeReadableSpan, span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
