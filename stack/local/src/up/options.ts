import type { Bounds } from '../store/index.ts';

export interface StackOptions {
  /** Where everything listens. Beyond loopback a token is needed, and made when none is given. */
  readonly host: string;
  /** A port that has to be had; absent = the usual one or the next free one. */
  readonly pagePort?: number | undefined;
  readonly otlpGrpcPort?: number | undefined;
  readonly otlpHttpPort?: number | undefined;
  readonly token?: string | undefined;
  /** A Prometheus configuration file with further targets. */
  readonly configFile?: string | undefined;
  /** Where segments are kept; absent = nothing is written to disk. */
  readonly dataFolder?: string | undefined;
  /** A file that `export` wrote, shown from the start. */
  readonly loadFile?: string | undefined;
  /** An OTLP/HTTP address that requests are handed on to. */
  readonly forwardUrl?: string | undefined;
  readonly bounds?: Partial<Bounds> | undefined;
  /** Whether other commands of this user find this stack. Default true. */
  readonly announced?: boolean | undefined;
  /** Told in words what is worth knowing while it runs. */
  readonly onNotice: (text: string) => void;
}

/** Something that keeps the stack from starting; the message says what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
