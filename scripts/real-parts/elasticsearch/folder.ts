import { chown, copyFile, link, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type User } from '../process.ts';
import type { ElasticsearchHome } from './home.ts';
import { CERTIFICATE, jvmOptions, KEY, settings, type Place } from './settings.ts';

const KEYSTORE = 'elasticsearch.keystore';
/** The server writes to its own folder nowhere but in these, and they are not shared. */
const NOT_SHARED: ReadonlySet<string> = new Set(['config', 'logs', 'plugins']);
const CERTIFICATE_DAYS = '2';

/**
 * A tree of the same files, by hard links where the file system allows them: the user that the
 * server runs as may not look into the home of the user who prepared it.
 */
async function linkTree(from: string, to: string, skip?: ReadonlySet<string>): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (skip?.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}

/** Signed by itself, so it is also the authority that clients are told to trust. */
async function makeCertificate(config: string): Promise<void> {
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', KEY, '-out', CERTIFICATE, '-days', CERTIFICATE_DAYS];
  const args = ['req', ...kind, ...files, '-subj', '/CN=localhost', '-addext', names];
  await run('openssl', args, { cwd: config });
}

async function own(folder: string, user: User): Promise<void> {
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await own(path, user);
    else await chown(path, user.uid, user.gid);
  }
}

export interface FolderRequest extends Place {
  readonly home: ElasticsearchHome;
  readonly heapMb: number;
  readonly user: User | undefined;
}

/** Lays out the folder of one server: `home` (shared files), and `config`, which is its own. */
export async function layOut(request: FolderRequest): Promise<void> {
  const { folder, dataFolder, home, heapMb, tls, user } = request;
  await linkTree(home.server, join(folder, 'home'), NOT_SHARED);
  await linkTree(home.plugins, join(folder, 'home', 'plugins'));
  const config = join(folder, 'config');
  const options = join(config, 'jvm.options.d');
  await mkdir(options, { recursive: true });
  for (const name of ['jvm.options', 'log4j2.properties', KEYSTORE])
    await copyFile(join(home.server, 'config', name), join(config, name));
  await writeFile(join(config, 'elasticsearch.yml'), settings(request));
  await writeFile(join(options, 'test.options'), jvmOptions(heapMb));
  if (tls) await makeCertificate(config);
  for (const name of ['logs', 'snapshots', 'tmp']) await mkdir(join(folder, name));
  await mkdir(dataFolder, { recursive: true });
  if (user === undefined) return;
  await chown(folder, user.uid, user.gid);
  for (const path of ['config', 'logs', 'snapshots', 'tmp']) await own(join(folder, path), user);
  await chown(dataFolder, user.uid, user.gid);
}
