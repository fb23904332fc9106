import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process.ts';

/** What a start needs; shared by all servers, and changed by none. */
export interface ElasticsearchHome {
  /** As unpacked, with a keystore that knows the first password of `elastic`. */
  readonly server: string;
  /** Folders of plugins. */
  readonly plugins: string;
  /** The JDK that it runs on. */
  readonly java: string;
}

const PASSWORD_BYTES = 18;
const PASSWORD_FILE = 'elastic-password';
/** The keystore holds a secret: for its owner only. */
const SECRET_MODE = 0o600;

/**
 * The server has no default password. It takes the first one of `elastic` from its keystore, which
 * only its own tool can write, in seconds: so it is made once, with a password of this machine.
 */
export async function makeKeystore(server: string, java: string): Promise<void> {
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  const tool = join(server, 'bin', 'elasticsearch-keystore');
  const options = { cwd: server, env: { ES_JAVA_HOME: java } };
  await run(tool, ['create', '--silent'], options);
  const add = ['add', '--stdin', '--silent', 'bootstrap.password'];
  await run(tool, add, { ...options, input: password });
  await writeFile(join(server, PASSWORD_FILE), password, { mode: SECRET_MODE });
}

export async function readPassword(home: ElasticsearchHome): Promise<string> {
  return readFile(join(home.server, PASSWORD_FILE), 'utf8');
}
