import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type ServiceName = 'storefront' | 'catalog';

export interface RunningService {
  readonly name: ServiceName;
  readonly framework: string;
  readonly url: string;
  readonly metricsUrl: string;
}

interface Start {
  readonly name: ServiceName;
  readonly framework: string;
  readonly env: Record<string, string>;
  readonly onLine: (service: ServiceName, line: string) => void;
  /** Hears of a service that ends although nobody stopped it. */
  readonly onDeath: (error: Error) => void;
}

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 3000;
const KEPT_LINES = 8;
const KEPT_CHARACTERS = 160;

/** The two services as child processes. */
export class Processes {
  readonly #children: ChildProcess[] = [];
  #stopping = false;

  /** Resolves when the service listens; its port and the port of its metrics are free ones. */
  async start({ name, framework, env, onLine, onDeath }: Start): Promise<RunningService> {
    const adminPort = await freePort();
    const file = fileURLToPath(new URL(`services/${name}.ts`, import.meta.url));
    const child = spawn(process.execPath, [file], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        // The services of the shop are told everything here, whatever the shell has set.
        NODE_OPTIONS: '',
        PORT: '0',
        OTEL_SERVICE_NAME: name,
        OTEL_BSP_SCHEDULE_DELAY: '200',
        SIGHTLINE_ADMIN_PORT: String(adminPort),
        ...env,
      },
    });
    this.#children.push(child);
    const last: string[] = [];
    const keep = (line: string) => {
      last.push(line.slice(0, KEPT_CHARACTERS));
      if (last.length > KEPT_LINES) last.shift();
    };
    if (child.stderr !== null) createInterface(child.stderr).on('line', keep);
    if (child.stdout !== null) {
      createInterface(child.stdout).on('line', (line) => {
        keep(line);
        onLine(name, line);
      });
    }
    const url = await listening(child, name, file, last);
    child.once('exit', (code, signal) => {
      if (!this.#stopping) onDeath(deathOf(name, file, signal ?? `code ${code}`, last));
    });
    return { name, framework, url, metricsUrl: `http://127.0.0.1:${adminPort}/metrics` };
  }

  /** Ends every service: asked first, so that it can flush, then made to. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        const insist = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
        await exited;
        clearTimeout(insist);
      }),
    );
  }
}

function listening(
  child: ChildProcess,
  name: string,
  file: string,
  last: readonly string[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(deathOf(name, file, `no answer for ${START_TIMEOUT_MS / 1000} s`, last));
    }, START_TIMEOUT_MS);
    child.once('message', (message: { url: string }) => {
      clearTimeout(timer);
      resolve(message.url);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(deathOf(name, file, signal ?? `code ${code}`, last));
    });
  });
}

function deathOf(name: string, file: string, how: string, last: readonly string[]): Error {
  const said = last.length === 0 ? 'It printed nothing.' : `It printed:\n  ${last.join('\n  ')}`;
  return new Error(`The ${name} ended (${how}). ${said}\nTo see more, run it alone: node ${file}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
