import type { ContextManager } from '@opentelemetry/api';

import type { Settings } from '../config/settings.ts';
import type { RecordPipeline, RequestSeries } from '../record/index.ts';
import { ClientHooks } from './client.ts';
import { watchHttpClient } from './client-http.ts';
import { watchUndici } from './client-undici.ts';
import { expressRoute, expressRoutesOf } from './express.ts';
import { watchExpress } from './express-outcome.ts';
import { watchFastify } from './fastify.ts';
import { streamHook } from './http2-stream.ts';
import type { HeaderPropagation } from './propagation.ts';
import { OperationHooks } from './operations.ts';
import { hookServers, type EventHook } from './server-hook.ts';
import { ServerHooks } from './server.ts';
import { instrumentSettings, type InstrumentSettings } from './settings.ts';
import { keepTickShape } from './tick-shape.ts';
import { upgradeHook } from './upgrade.ts';

export { OperationHooks, type Carrier, type Outcome } from './operations.ts';
export { errorTypeOf } from './outcome.ts';
export { subscribe, type Listener } from './subscriptions.ts';
export { annotate, setUserIdHash, type Annotations } from './annotate.ts';
export { propagatorsOf, type Propagators } from './propagators.ts';
export type { SampleDecision } from './sampling.ts';

/**
 * Routes known before the first request; more than this start counting when they are first used.
 */
const DECLARED_ROUTES_MAX = 500;
const SERVER_ERROR = 500;

export interface InstrumentEvents {
  /** A series that exists before its first request, to be shown at 0. */
  onDeclared(series: RequestSeries): void;
  /** A server of the service listens: what was put off may load now. */
  onListening(): void;
}

/** All hooks. `install` puts them in place, `uninstall` takes them out. */
export class Instrumentation {
  readonly settings: InstrumentSettings;
  readonly server: ServerHooks;
  readonly client: ClientHooks;
  readonly operations: OperationHooks;
  readonly #manager: ContextManager;
  readonly #events: InstrumentEvents;
  readonly #stops: (() => void)[] = [];
  #declared = 0;

  constructor(
    settings: Settings,
    propagation: HeaderPropagation,
    manager: ContextManager,
    pipeline: RecordPipeline,
    events: InstrumentEvents,
  ) {
    this.settings = instrumentSettings(settings, propagation);
    this.#manager = manager;
    this.#events = events;
    this.server = new ServerHooks(this.settings, pipeline);
    this.client = new ClientHooks(this.settings, manager, pipeline);
    this.operations = new OperationHooks(this.settings, manager, pipeline);
  }

  install(): void {
    const { server, client } = this;
    keepTickShape();
    server.routeResolvers.push(expressRoute);
    const onListening: EventHook = (listening, dispatch) => {
      const result = dispatch();
      this.#onListening(listening.listeners('request'));
      return result;
    };
    const eventHooks = new Map([
      ['upgrade', upgradeHook(server, this.#manager)],
      ['stream', streamHook(server, this.#manager)],
      ['listening', onListening],
    ]);
    this.#stops.push(
      hookServers(server, this.#manager, eventHooks),
      server.watchFinish(),
      watchHttpClient(client),
      watchUndici(client),
      watchFastify({ onRoute: (methods, url) => this.declare(methods, url) }),
    );
  }

  #onListening(listeners: readonly unknown[]): void {
    try {
      for (const listener of listeners) {
        watchExpress(listener);
        for (const { methods, template } of expressRoutesOf(listener)) {
          this.declare(methods, template);
        }
      }
    } catch {
      // An application of an unknown shape is observed without what Express would tell.
    }
    this.#events.onListening();
  }

  /**
   * Errors of a known route are visible at 0 before the first one happens, so that rates see it.
   */
  declare(methods: readonly string[], template: string): void {
    for (const method of methods) {
      if (this.#declared >= DECLARED_ROUTES_MAX || !this.settings.knownMethods.has(method)) return;
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      this.#declared += 1;
      const { series } = this.server;
      const errors = series.find(method, 'http', template, SERVER_ERROR, String(SERVER_ERROR));
      this.#events.onDeclared(errors);
    }
  }

  /** Counts the requests that are still open when the process goes. */
  endOpen(errorType: string): void {
    this.operations.endOpen(errorType);
    this.client.endOpen(errorType);
    this.server.endOpen(errorType);
  }

  uninstall(): void {
    this.operations.stop();
    for (const stop of this.#stops.splice(0)) stop();
  }
}
