import type { OtlpSignal } from '../ingest/index.ts';

/** Bytes of requests under way to the other viewer; more are left out and counted. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** Hands OTLP requests on, as they came, to another viewer or collector over OTLP/HTTP. */
export class Forwarder {
  readonly url: string;
  #waitingBytes = 0;
  sent = 0;
  leftOut = 0;
  /** Why handing on failed last; empty when it works. */
  problem = '';

  /** `url` is the base that `/v1/traces` is put behind. Throws when it is no HTTP address. */
  constructor(url: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
      throw new Error(
        `--forward ${url}: an OTLP/HTTP address is expected, as http://127.0.0.1:5318`,
      );
    }
    this.url = url.replace(/\/+$/, '');
  }

  send(signal: OtlpSignal, request: Uint8Array): void {
    if (this.#waitingBytes + request.length > WAITING_BYTES_MAX) {
      this.leftOut++;
      return;
    }
    this.#waitingBytes += request.length;
    // The bytes belong to a buffer that is used again, so they are copied.
    void this.#post(signal, Buffer.from(request)).finally(() => {
      this.#waitingBytes -= request.length;
    });
  }

  async #post(signal: OtlpSignal, body: Buffer<ArrayBuffer>): Promise<void> {
    try {
      const answer = await fetch(`${this.url}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`${this.url} answered ${answer.status}`);
      this.sent++;
      this.problem = '';
    } catch (error) {
      this.leftOut++;
      this.problem = (error as Error).message;
    }
  }
}
