import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, RunningServer, type User } from '../process.ts';
import { ask, type Answer } from './client.ts';
import { layOut } from './folder.ts';
import { readPassword, type ElasticsearchHome } from './home.ts';
import { CERTIFICATE, FAST_START } from './settings.ts';
import { serverUser } from './user.ts';

const HEAP_MB = 512;
const READY_WITHIN_MS = 120_000;
/** It makes this index by itself, a moment after its first answer; until then keys get 503. */
const SECURITY_HEALTH = '/_cluster/health/.security?wait_for_status=green&timeout=2s';
const HEALTH = '/_cluster/health?wait_for_status=yellow&wait_for_events=languid&timeout=2s';
const PID_FILE = 'pid';
const ORDERLY_WITHIN_MS = 30_000;

export interface ElasticsearchOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Kept after `stop`, so that another server can start with it. Default: a temporary one. */
  readonly dataFolder?: string;
  /** HTTPS with a certificate that signs itself. */
  readonly tls?: boolean;
  readonly heapMb?: number;
}

export interface RequestOptions {
  /** Value of the header. Default: as `elastic`, who may do everything. */
  readonly authorization?: string;
}

/** What stays the same when the server starts again. */
interface Given {
  readonly home: ElasticsearchHome;
  readonly folder: string;
  readonly url: string;
  readonly port: number;
  readonly password: string;
  readonly ca: string | undefined;
  readonly user: User | undefined;
}

/** An Elasticsearch on loopback with security on, and a data folder of its own. */
export class RunningElasticsearch {
  readonly url: string;
  readonly port: number;
  readonly username = 'elastic';
  readonly password: string;
  /** Value of the header for `elastic`. */
  readonly authorization: string;
  /** What clients have to trust when it speaks TLS. */
  readonly caFile: string | undefined;
  readonly #given: Given;
  #launcher: RunningServer | undefined;
  #pid = 0;

  constructor(given: Given) {
    this.#given = given;
    this.url = given.url;
    this.port = given.port;
    this.password = given.password;
    const pair = Buffer.from(`${this.username}:${given.password}`).toString('base64');
    this.authorization = `Basic ${pair}`;
    this.caFile = given.ca === undefined ? undefined : join(given.folder, 'config', CERTIFICATE);
  }

  /** Of the server itself, not of what launches it. */
  get pid(): number {
    return this.#pid;
  }

  /** The end of what it has printed since its last start. */
  output(): string {
    return this.#launcher?.output ?? '';
  }

  async request<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    { authorization = this.authorization }: RequestOptions = {},
  ): Promise<Answer<Body>> {
    const asked = { method, path, body, authorization };
    return (await ask(this.url, this.#given.ca, asked)) as Answer<Body>;
  }

  /** Starts it with the data that are there, on the port that it had. */
  async start(): Promise<void> {
    const { home, folder, user } = this.#given;
    const pidFile = join(folder, PID_FILE);
    await rm(pidFile, { force: true });
    const temporary = join(folder, 'tmp');
    const env = {
      ES_JAVA_HOME: home.java,
      ES_PATH_CONF: join(folder, 'config'),
      ES_TMPDIR: temporary,
      // Its launcher starts three more of them, one after the other.
      CLI_JAVA_OPTS: FAST_START,
      HOME: temporary,
    };
    const command = join(folder, 'home', 'bin', 'elasticsearch');
    const launcher = new RunningServer(command, ['-p', pidFile], { cwd: folder, env, user });
    this.#launcher = launcher;
    await launcher.readyWhen(async () => this.#isReady(), READY_WITHIN_MS);
    this.#pid = await this.#readPid();
  }

  /** All shards are there, and among them the one by which it knows who may do what. */
  async #isReady(): Promise<boolean> {
    const own = await this.request('GET', SECURITY_HEALTH);
    if (own.status !== 200) return false;
    return (await this.request('GET', HEALTH)).status === 200;
  }

  async #readPid(): Promise<number> {
    return Number(await readFile(join(this.#given.folder, PID_FILE), 'utf8'));
  }

  /** Ends it as a power cut would; the launcher ends when the server has. */
  async kill(): Promise<void> {
    const launcher = this.#launcher;
    if (launcher === undefined || launcher.hasEnded) return;
    const pid = await this.#readPid().catch(() => 0);
    if (pid > 0) process.kill(pid, 'SIGKILL');
    else await launcher.kill();
    await launcher.ended;
  }

  /** Starts it again, after a kill or, when it runs, after an orderly end. */
  async restart(): Promise<void> {
    await this.#launcher?.stop(ORDERLY_WITHIN_MS);
    await this.start();
  }

  /** Ends it and removes everything that it has written, but not a data folder that was given. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#given.folder, { recursive: true, force: true });
  }
}

export async function startElasticsearch(
  home: ElasticsearchHome,
  options: ElasticsearchOptions = {},
): Promise<RunningElasticsearch> {
  const { tls = false, heapMb = HEAP_MB, port = await freePort() } = options;
  const folder = await mkdtemp(join(tmpdir(), 'sightline-elasticsearch-'));
  const { dataFolder = join(folder, 'data') } = options;
  const user = serverUser();
  let server: RunningElasticsearch | undefined;
  try {
    await layOut({ home, folder, dataFolder, port, tls, heapMb, user });
    const ca = tls ? await readFile(join(folder, 'config', CERTIFICATE), 'utf8') : undefined;
    const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
    const password = await readPassword(home);
    server = new RunningElasticsearch({ home, folder, url, port, password, ca, user });
    await server.start();
    return server;
  } catch (error) {
    await server?.kill();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
