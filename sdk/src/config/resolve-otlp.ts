import { safeUrl } from './display.ts';
import type { Files } from './files.ts';
import type { Found, Reader } from './reader.ts';
import type { Row } from './row.ts';
import type { OtlpProtocol, OtlpSettings } from './settings.ts';
import {
  OTLP_GENERAL_ROWS,
  OTLP_SIGNAL_ROWS,
  OTLP_SIGNALS,
  OTLP_TIMEOUT_MS,
  type OtlpRows,
  type OtlpSignal,
} from './table-otlp.ts';

const GRPC_PORT = '4317';
const HTTP_PORT = '4318';

/** A value with the row that gave it. */
interface Picked<T> extends Found<T> {
  readonly row: Row<T>;
  /** True if it was given for this signal only. */
  readonly own: boolean;
}

/** Resolves all three signals; complaints about how parts fit only concern those in use. */
export function resolveOtlp(
  reader: Reader,
  files: Files,
  inUse: Readonly<Record<OtlpSignal, boolean>>,
): Readonly<Record<OtlpSignal, OtlpSettings>> {
  for (const row of Object.values(OTLP_GENERAL_ROWS)) reader.read<unknown, unknown>(row);
  const resolved = OTLP_SIGNALS.map((signal) => {
    const settings = new SignalResolver(reader, files, signal, inUse[signal]).resolve();
    return [signal, settings] as const;
  });
  return Object.fromEntries(resolved) as Record<OtlpSignal, OtlpSettings>;
}

class SignalResolver {
  readonly #reader: Reader;
  readonly #files: Files;
  readonly #signal: OtlpSignal;
  readonly #inUse: boolean;
  readonly #rows: OtlpRows;

  constructor(reader: Reader, files: Files, signal: OtlpSignal, inUse: boolean) {
    this.#reader = reader;
    this.#files = files;
    this.#signal = signal;
    this.#inUse = inUse;
    this.#rows = OTLP_SIGNAL_ROWS[signal];
  }

  resolve(): OtlpSettings {
    const rows = this.#rows;
    const general = OTLP_GENERAL_ROWS;
    const protocol = this.#protocol();
    const insecure = this.#pick(rows.insecure, general.insecure)?.value ?? false;
    const endpoint = this.#endpoint(protocol, insecure);
    const certificate = this.#pick(rows.certificateFile, general.certificateFile);
    return Object.freeze({
      endpoint,
      protocol,
      headers: Object.freeze(this.#headers()),
      timeoutMs: this.#pick(rows.timeoutMs, general.timeoutMs)?.value ?? OTLP_TIMEOUT_MS,
      compression: this.#pick(rows.compression, general.compression)?.value ?? 'none',
      certificate: this.#files.pem(rows.certificateFile, certificate),
      ...this.#client(),
      insecure: /^(http|unix):/.test(endpoint),
    });
  }

  /** Code before environment; within each, the signal's own before the general one. */
  #pick<T>(own: Row<T>, general: Row<T>): Picked<T> | undefined {
    const reader = this.#reader;
    const code = [reader.code(own), reader.code(general)] as const;
    const environment = [reader.environment(own), reader.environment(general)] as const;
    const ownFound = code[0] ?? (code[1] === undefined ? environment[0] : undefined);
    const found = ownFound ?? code[1] ?? environment[1];
    if (ownFound !== undefined) reader.note(own, ownFound);
    else reader.sources[own.option] = found?.source ?? 'default';
    if (found === undefined) return undefined;
    return { ...found, row: ownFound === undefined ? general : own, own: ownFound !== undefined };
  }

  #protocol(): OtlpProtocol {
    const picked = this.#pick(this.#rows.protocol, OTLP_GENERAL_ROWS.protocol);
    if (picked?.value !== 'http/json') return picked?.value ?? 'grpc';
    this.#reader.warn(
      'OTLP_JSON',
      `${picked.source} is "http/json", which is not supported; http/protobuf is used instead.`,
    );
    return 'http/protobuf';
  }

  #endpoint(protocol: OtlpProtocol, insecure: boolean): string {
    const picked = this.#pick(this.#rows.endpoint, OTLP_GENERAL_ROWS.endpoint);
    const path = `/v1/${this.#signal}`;
    const fallback =
      protocol === 'grpc'
        ? `http://localhost:${GRPC_PORT}`
        : `http://localhost:${HTTP_PORT}${path}`;
    if (picked === undefined) return fallback;
    if (this.#inUse) this.#warnOfMismatch(protocol, picked);
    if (protocol === 'grpc') return grpcEndpoint(picked.value, insecure);
    const endpoint = httpEndpoint(picked.value, picked.own ? undefined : path);
    if (endpoint !== undefined) return endpoint;
    const allowed = 'http://host:port or https://host:port, as the protocol is http/protobuf';
    if (picked.source === 'code') {
      throw this.#reader.invalid(picked.row, picked.value, 'INVALID_URL', allowed);
    }
    this.#reader.warn(
      'ENV_INVALID',
      `${picked.source} has no http or https scheme and is ignored; allowed: ${allowed}.`,
    );
    return fallback;
  }

  #warnOfMismatch(protocol: OtlpProtocol, picked: Picked<string>): void {
    const url = /^https?:/i.test(picked.value) ? new URL(picked.value) : undefined;
    const port = url?.port ?? picked.value.split(':').at(-1);
    const forHttp = port === HTTP_PORT || (url !== undefined && url.pathname !== '/');
    if (protocol === 'grpc' ? !forHttp : port !== GRPC_PORT) return;
    const name = picked.source === 'code' ? picked.row.option : picked.source;
    const other = protocol === 'grpc' ? 'HTTP' : 'gRPC';
    this.#reader.warn(
      'OTLP_PROTOCOL_MISMATCH',
      `${name} (${safeUrl(picked.value) ?? 'not shown'}) looks like an endpoint for ${other}, ` +
        `but the protocol is ${protocol}. Ports by convention: ${GRPC_PORT} for grpc, ` +
        `${HTTP_PORT} for http/protobuf; OTEL_EXPORTER_OTLP_PROTOCOL names the protocol.`,
    );
  }

  /** Those of the signal are laid over the general ones, as OpenTelemetry's own SDK does. */
  #headers(): Record<string, string> {
    const own = this.#rows.headers;
    const general = OTLP_GENERAL_ROWS.headers;
    this.#pick(own, general);
    const reader = this.#reader;
    const code = [reader.code(general), reader.code(own)];
    const inCode = code.some((found) => found !== undefined);
    const layers = inCode ? code : [reader.environment(general), reader.environment(own)];
    return Object.fromEntries(layers.flatMap((layer) => Object.entries(layer?.value ?? {})));
  }

  /** Key and certificate of the client only work together. */
  #client(): Pick<OtlpSettings, 'clientKey' | 'clientCertificate'> {
    const rows = this.#rows;
    const general = OTLP_GENERAL_ROWS;
    const key = this.#pick(rows.clientKeyFile, general.clientKeyFile);
    const certificate = this.#pick(rows.clientCertificateFile, general.clientCertificateFile);
    const clientKey = this.#files.pem(rows.clientKeyFile, key);
    const clientCertificate = this.#files.pem(rows.clientCertificateFile, certificate);
    if (clientKey !== undefined && clientCertificate !== undefined) {
      return { clientKey, clientCertificate };
    }
    const single = key === undefined ? certificate : certificate === undefined ? key : undefined;
    if (single?.source === 'code') {
      const allowed = 'a client key together with a client certificate';
      const fix = 'Give both files, or neither.';
      throw this.#reader.invalid(single.row, single.value, 'CONFLICT', allowed, fix);
    }
    if (single !== undefined) {
      this.#reader.warn(
        'ENV_CONFLICT',
        `${single.source} is ignored: the client's key and certificate must be given together.`,
      );
    }
    return { clientKey: undefined, clientCertificate: undefined };
  }
}

/** Scheme and host only: gRPC knows no path. */
function grpcEndpoint(text: string, insecure: boolean): string {
  if (text.startsWith('unix:')) return text;
  const full = /^https?:\/\//i.test(text) ? text : `${insecure ? 'http' : 'https'}://${text}`;
  return new URL(full).origin;
}

function httpEndpoint(text: string, path: string | undefined): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  const url = new URL(text);
  if (path !== undefined) url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url.href;
}
