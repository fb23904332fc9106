import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  parseExposition,
  parseLine,
  startOtlpReceiver,
  type CollectedLine,
  type Exposition,
  type OtlpReceiver,
} from '../../src/testing/index.ts';
import { Child, type Exit } from './child.ts';
import { HttpClient, type Answer, type RequestOptions } from './http-client.ts';
import { FIXTURE_NODE, FIXTURES_FOLDER } from './paths.ts';
import { announcedTargets } from './targets.ts';

export interface FixtureOptions {
  /** Name below `fixtures/`, or an absolute path. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  readonly node?: string;
  readonly ipc?: boolean;
  readonly stdout?: 'socket' | 'fifo';
  readonly protocol?: 'http' | 'https';
  readonly serviceName?: string;
  /** Another fixture's receiver, to see both services in one place. */
  readonly otlp?: OtlpReceiver;
  /** False when the fixture is expected to have no admin server. */
  readonly admin?: boolean;
}

export const START_TIMEOUT_MS = 15_000;
export const OPEN_METRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
export const ENVIRONMENT = 'e2e';
/** Needed where the tests run in a container: there, loopback proves nothing. */
export const ADMIN_TOKEN = 'token-of-the-fixture';

/** A running fixture service and everything it says. */
export interface Fixture {
  readonly child: Child;
  readonly otlp: OtlpReceiver;
  readonly port: number;
  readonly origin: string;
  /** Address of the admin server as announced, for example `127.0.0.1:40001`. */
  readonly admin: string;
  /** Log lines of the SDK so far. */
  readonly lines: () => CollectedLine[];
  /** Everything else on stdout. */
  readonly otherLines: () => string[];
  readonly waitForLine: (wanted: (line: CollectedLine) => boolean) => Promise<CollectedLine>;
  readonly request: (path: string, options?: RequestOptions) => Promise<Answer>;
  readonly adminRequest: (path: string, options?: RequestOptions) => Promise<Answer>;
  readonly scrape: (accept?: string) => Promise<Exposition>;
  /** Sends a signal and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals, timeoutMs?: number) => Promise<Exit>;
  /** Kills what is left and removes temporary files; safe to call more than once. */
  readonly dispose: () => Promise<void>;
}

/** Starts a fixture on the built package and waits until it serves. */
export async function runFixture(options: FixtureOptions): Promise<Fixture> {
  const otlp = options.otlp ?? (await startOtlpReceiver());
  const targets = mkdtempSync(join(tmpdir(), 'fixture-targets-'));
  const child = new Child(resolve(FIXTURES_FOLDER, options.file), {
    node: options.node ?? FIXTURE_NODE,
    nodeArgs: options.nodeArgs ?? [],
    args: options.args ?? [],
    ipc: options.ipc ?? true,
    stdout: options.stdout ?? 'socket',
    env: environmentOf(options, otlp, targets),
  });
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child.exited;
    if (options.otlp === undefined) await otlp.close();
    rmSync(targets, { recursive: true, force: true });
  };
  try {
    const port = await listeningPort(child);
    const admin = options.admin === false ? '' : await adminAddress(child, targets);
    const origin = `${options.protocol ?? 'http'}://127.0.0.1:${port}`;
    return fixtureOf({ child, otlp, port, origin, admin, dispose });
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Only what a deployment would set: nothing of the test runner's own environment leaks in. */
function environmentOf(
  options: FixtureOptions,
  otlp: OtlpReceiver,
  targets: string,
): Record<string, string> {
  const tokenFile = join(targets, 'token');
  writeFileSync(tokenFile, `${ADMIN_TOKEN}\n`, { mode: 0o600 });
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: tmpdir(),
    NODE_ENV: 'production',
    OTEL_SERVICE_NAME: options.serviceName ?? 'fixture',
    OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${ENVIRONMENT}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    SIGHTLINE_ADMIN_PORT: '0',
    SIGHTLINE_ADMIN_HOST: '127.0.0.1',
    SIGHTLINE_ADMIN_TOKEN_FILE: tokenFile,
    SIGHTLINE_TARGETS_DIR: targets,
    ...options.env,
  };
}

async function listeningPort(child: Child): Promise<number> {
  const heard = (): number | undefined => {
    for (const message of [...child.messages, ...child.stderr.map(tryJson)]) {
      const { fixture, port } = (message ?? {}) as { fixture?: unknown; port?: unknown };
      if (fixture === 'listening' && typeof port === 'number') return port;
    }
    return undefined;
  };
  await child.until(() => heard() !== undefined, START_TIMEOUT_MS);
  return heard() as number;
}

async function adminAddress(child: Child, targets: string): Promise<string> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const [address] = announcedTargets(targets).flatMap((group) => group.targets);
    if (address !== undefined) return address;
    if (Date.now() > deadline) {
      const said = [...child.stdout, ...child.stderr].join('\n');
      throw new Error(`no admin address was announced in ${targets}; the fixture said:\n${said}`);
    }
    // Files appear without telling; the wait is short because they normally are there by now.
    await new Promise((done) => setTimeout(done, 10));
  }
}

type Parts = Pick<Fixture, 'child' | 'otlp' | 'port' | 'origin' | 'admin' | 'dispose'>;

function fixtureOf(parts: Parts): Fixture {
  const { child, origin, admin } = parts;
  const client = new HttpClient(origin);
  const adminClient = new HttpClient(`http://${admin}`);
  const lines = (): CollectedLine[] => child.stdout.flatMap((text) => parseLine(text) ?? []);
  const close = (): void => {
    client.close();
    adminClient.close();
  };
  return {
    ...parts,
    lines,
    otherLines: () => child.stdout.filter((text) => parseLine(text) === undefined),
    waitForLine: async (wanted) => {
      await child.until(() => lines().some(wanted), 5000);
      return lines().find(wanted) as CollectedLine;
    },
    request: (path, options) => client.request(path, options),
    adminRequest: (path, options = {}) => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, ...options.headers };
      return adminClient.request(path, { traced: false, ...options, headers });
    },
    scrape: async (accept = OPEN_METRICS_TYPE) => {
      const { body, headers } = await adminClient.request('/metrics', {
        traced: false,
        headers: { accept },
      });
      return parseExposition(body, headers['content-type']);
    },
    stop: async (signal = 'SIGTERM', timeoutMs = 10_000) => {
      // Connections stay open until the process is gone: requests may be under way.
      child.kill(signal);
      const exit = await child.end(timeoutMs);
      close();
      return exit;
    },
    dispose: async () => {
      close();
      await parts.dispose();
    },
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
