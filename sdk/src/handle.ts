import type { Tracer } from '@opentelemetry/api';
import type { Registry } from 'prom-client';

import type { Logger } from './logs/index.ts';

/**
 * Delivery account of one signal of this process. accepted + adopted = delivered + deadLettered +
 * rejectedStored + dropped + spooled + inFlight.
 */
export interface SignalStatus {
  readonly accepted: number;
  /** Taken over from processes of the service that died. */
  readonly adopted: number;
  readonly delivered: number;
  /** Refused for good; kept on disk for `sightline replay`. */
  readonly deadLettered: number;
  /** Refused by the mapping; kept in the failure store of Elasticsearch. */
  readonly rejectedStored: number;
  /** On disk now. */
  readonly spooled: number;
  readonly inFlight: number;
  /** Reason -> lost for good. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Reason -> failed attempts; most are retried. */
  readonly failures: Readonly<Record<string, number>>;
  /** ISO time of the last delivery; undefined = none yet. */
  readonly lastSuccess: string | undefined;
}

export interface SightlineStatus {
  readonly enabled: boolean;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly uptimeSeconds: number;
  /** `http://host:port` of the admin server; undefined = there is none. */
  readonly admin: string | undefined;
  readonly draining: boolean;
  readonly openRequests: number;
  readonly logs: SignalStatus;
  readonly spans: SignalStatus;
  readonly logLevel: object;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** What `init` returns. */
export interface Sightline {
  readonly logger: Logger;
  /** prom-client's default registry: the place of the application's own metrics. */
  readonly registry: Registry;
  /** A tracer of OpenTelemetry's API, named after the service. */
  readonly tracer: Tracer;
  status(): SightlineStatus;
  /** Sends what is queued within the configured time and takes all hooks out. Never rejects. */
  shutdown(): Promise<void>;
}
