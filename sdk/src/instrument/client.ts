import type { ContextManager } from '@opentelemetry/api';

import { headOf, SUPPRESS_KEY } from '../context/index.ts';
import { OTHER_METHOD } from '../contract/index.ts';
import { ClientRecord, monotonicMs, redactUrl, type RecordPipeline } from '../record/index.ts';
import { adopt } from './adopt.ts';
import { errorTypeOf } from './outcome.ts';
import type { SetHeader } from './propagation.ts';
import type { InstrumentSettings } from './settings.ts';

/** The longest name that DNS knows, and a port. */
const HOST_MAX_LENGTH = 260;

/** What is known when an outgoing request is created. */
export interface OutgoingRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number;
  /** Host as in the URL, with a port that is not the protocol's own. */
  readonly host: string;
  readonly target: string;
}

/**
 * Measures outgoing requests; node:http and undici each report to it through their own channels.
 */
export class ClientHooks {
  readonly open = new Set<ClientRecord>();
  readonly #settings: InstrumentSettings;
  readonly #manager: ContextManager;
  readonly #pipeline: RecordPipeline;

  constructor(settings: InstrumentSettings, manager: ContextManager, pipeline: RecordPipeline) {
    this.#settings = settings;
    this.#manager = manager;
    this.#pipeline = pipeline;
  }

  /** undefined = this request is the SDK's own, or tracing was suppressed for it. */
  begin(outgoing: OutgoingRequest, setHeader: SetHeader | undefined): ClientRecord | undefined {
    const active = this.#manager.active();
    if (active.getValue(SUPPRESS_KEY) === true) return undefined;
    const record = new ClientRecord();
    record.startMs = monotonicMs();
    const method = outgoing.method.toUpperCase();
    record.method = this.#settings.knownMethods.has(method) ? method : OTHER_METHOD;
    if (record.method !== outgoing.method) record.methodOriginal = outgoing.method;
    record.serverAddress = headOf(outgoing.hostname, HOST_MAX_LENGTH);
    record.serverPort = outgoing.port;
    const host = headOf(outgoing.host, HOST_MAX_LENGTH);
    record.url = redactUrl(outgoing.protocol, host, outgoing.target);
    adopt(record, active, this.#settings.decide);
    if (setHeader !== undefined) {
      const { propagation, tellsBaggage } = this.#settings;
      propagation.inject(active, record, setHeader, tellsBaggage(outgoing.hostname.toLowerCase()));
    }
    this.open.add(record);
    return record;
  }

  /** Counts what is still open when the process goes. */
  endOpen(errorType: string): void {
    for (const record of this.open) {
      record.errorType = errorType;
      this.end(record, 0, undefined);
    }
  }

  /** Ends a record once. `status` 0 = no response came. Never throws into the host. */
  end(record: ClientRecord, status: number, error: unknown): void {
    if (record.ended) return;
    record.ended = true;
    record.durationMs = monotonicMs() - record.startMs;
    this.open.delete(record);
    record.status = status;
    record.error = error;
    if (error !== undefined) record.errorType = errorTypeOf(error);
    else if (status >= 400) record.errorType = String(status);
    try {
      this.#pipeline.onClientEnd(record);
    } catch {
      // A fault of the SDK must not become a fault of the service.
    }
  }
}
