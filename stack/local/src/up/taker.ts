import { OtlpTaker, type IngestInto, type OtlpSignal, type Taken } from '../ingest/index.ts';
import type { Forwarder } from './forward.ts';

/** Takes OTLP, and hands what was taken on to another viewer as it came. */
export class ForwardingTaker extends OtlpTaker {
  readonly #forwarder: Forwarder;

  constructor(into: IngestInto, forwarder: Forwarder) {
    super(into);
    this.#forwarder = forwarder;
  }

  override take(
    wire: Parameters<OtlpTaker['take']>[0],
    signal: OtlpSignal,
    request: Uint8Array,
  ): Taken {
    const taken = super.take(wire, signal, request);
    this.#forwarder.send(signal, request);
    return taken;
  }
}
