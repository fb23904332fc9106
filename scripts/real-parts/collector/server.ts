import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, RunningServer } from '../process.ts';

const READY_WITHIN_MS = 30_000;
/** What it prints when every receiver listens, whatever components it has, if it logs at `info`. */
const READY = 'Everything is ready';

export interface CollectorBinary {
  readonly collector: string;
}

/** Ports and a folder for one collector; a configuration that uses them disturbs no other one. */
export interface CollectorPlace {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly healthPort: number;
  /** For its own metrics, which would go to port 8888 otherwise. */
  readonly metricsPort: number;
  /** Empty at first, and kept over restarts. */
  readonly storage: string;
}

export interface CollectorOptions {
  /** Text of its configuration file, for the place that it gets. */
  readonly configuration: (place: CollectorPlace) => string;
  /** For a configuration that refers to variables. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningCollector extends CollectorPlace {
  /** For senders of OTLP over gRPC. */
  readonly endpoint: string;
  readonly pid: number;
  /** The end of what it has printed since its last start. */
  output(): string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it with the same configuration, ports and storage. */
  restart(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

export async function startCollector(
  binary: CollectorBinary,
  { configuration, env = {} }: CollectorOptions,
): Promise<RunningCollector> {
  const folder = await mkdtemp(join(tmpdir(), 'sightline-collector-'));
  const storage = join(folder, 'storage');
  await mkdir(storage);
  const [grpcPort, httpPort, healthPort, metricsPort] = await freePorts();
  const place = { grpcPort, httpPort, healthPort, metricsPort, storage };
  await writeFile(join(folder, 'collector.yaml'), configuration(place));
  let server: RunningServer | undefined;
  const start = async (): Promise<void> => {
    const args = ['--config=collector.yaml'];
    const started = new RunningServer(binary.collector, args, { cwd: folder, env });
    server = started;
    const isReady = async (): Promise<boolean> => Promise.resolve(started.output.includes(READY));
    await started.readyWhen(isReady, READY_WITHIN_MS);
  };
  const stop = async (): Promise<void> => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...place,
    endpoint: `http://127.0.0.1:${grpcPort}`,
    get pid() {
      return server?.pid ?? 0;
    },
    output: () => server?.output ?? '',
    kill: async () => server?.kill(),
    restart: async () => {
      await server?.stop();
      await start();
    },
    stop,
  };
}

async function freePorts(): Promise<[number, number, number, number]> {
  return [await freePort(), await freePort(), await freePort(), await freePort()];
}
