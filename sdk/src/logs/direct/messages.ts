import type { ElasticsearchSettings, SpoolSettings } from '../../config/settings.ts';

/** What the shipper needs to know; passes between threads. */
export interface ShipperSettings {
  readonly elasticsearch: ElasticsearchSettings;
  /** undefined = nothing goes to disk. */
  readonly spool:
    | (SpoolSettings & { readonly service: string; readonly folder: string })
    | undefined;
  /** Lines on disk that the account counts already, because a thread before this one put them. */
  readonly knownLines: number;
}

/** From the service to the shipper. */
export type ToShipper =
  /** Lines in memory that both threads see; the shipper says when it needs it no more. */
  | {
      readonly kind: 'batch';
      readonly id: number;
      readonly memory: SharedArrayBuffer;
      readonly length: number;
      readonly lines: number;
    }
  /** The process may die soon: disk first. */
  | { readonly kind: 'careful'; readonly on: boolean }
  /** Deliver or spool everything now, and say when that is done. */
  | { readonly kind: 'flush'; readonly id: number }
  | { readonly kind: 'stop' };

/** Changes of the account: what became of lines since the last message. */
export interface Account {
  readonly delivered?: number;
  readonly deadLettered?: number;
  readonly rejectedStored?: number;
  readonly adopted?: number;
  readonly dropped?: Readonly<Record<string, number>>;
  /** Failed attempts by reason. */
  readonly failures?: Readonly<Record<string, number>>;
  /** Batches whose memory is free again. */
  readonly settled?: readonly number[];
  /** Lines on disk now. */
  readonly spooled: number;
  readonly lastSuccessMs?: number;
}

/** From the shipper to the service. */
export type FromShipper =
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'flushed'; readonly id: number }
  | { readonly kind: 'outage'; readonly reason: string; readonly message: string }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'diskFault'; readonly message: string }
  | { readonly kind: 'deadLetter'; readonly message: string };
