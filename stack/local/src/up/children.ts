import { ChildLines, type IngestInto } from '../ingest/index.ts';
import type { WireAbout } from '../wire/index.ts';
import { Child, nameOf } from './child.ts';
import type { Scraping } from './scraping.ts';

export interface ChildrenNeeds {
  readonly into: IngestInto;
  readonly endpoints: WireAbout['endpoints'];
  readonly token: string | undefined;
  readonly scraping: Pick<Scraping, 'targetsFolder'>;
  readonly onNotice: (text: string) => void;
}

/** One service to run. */
export interface ChildStart {
  readonly command: string;
  readonly args: readonly string[];
  /** Further variables; they win over what the stack sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sees the output too, as it comes. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Buffer) => void;
  /** Opens a channel for messages of the service (`process.send`), and hears them. */
  readonly onMessage?: (message: unknown) => void;
  readonly onEnd?: (code: number) => void;
}

/** The services that run beside the stack. */
export class Children {
  readonly #needs: ChildrenNeeds;
  readonly #children: Child[] = [];
  #stopping = false;

  constructor(needs: ChildrenNeeds) {
    this.#needs = needs;
  }

  /** Starts a service: it is told where to send, its output is kept, it is scraped. */
  start({ command, args, env = {}, onOutput, onMessage, onEnd }: ChildStart): Child {
    const { into, onNotice } = this.#needs;
    const service = env['OTEL_SERVICE_NAME'] ?? nameOf(command, args);
    const lines = new ChildLines(into, service);
    const take = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
      onOutput?.(stream, bytes);
      lines.write(stream, bytes);
    };
    const child = new Child({
      name: service,
      command,
      args,
      env: { ...this.environment(), ...env },
      onStdout: (bytes) => take('stdout', bytes),
      onStderr: (bytes) => take('stderr', bytes),
      onMessage,
      onEnd: (how, code) => {
        lines.flush();
        if (!this.#stopping) onNotice(`${child.command} ${how}.`);
        onEnd?.(code);
      },
    });
    this.#children.push(child);
    return child;
  }

  list(): WireAbout['children'] {
    return this.#children.map(({ name, command, running }) => ({ name, command, running }));
  }

  /** Ends every service, the one that was started last first. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#children].reverse().map((child) => child.stop()));
  }

  /** What tells a service where to send, and where to announce what is to be scraped. */
  environment(): Record<string, string> {
    const { endpoints, token, scraping } = this.#needs;
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoints.otlpGrpc ?? '',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      ...(token === undefined
        ? {}
        : { OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}` }),
      // Each of several services needs a port of its own.
      SIGHTLINE_ADMIN_PORT: '0',
      SIGHTLINE_TARGETS_DIR: scraping.targetsFolder,
    };
  }
}
