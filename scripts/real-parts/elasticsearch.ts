import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepared, say, type Missing } from './cache.ts';
import { makeKeystore, type ElasticsearchHome } from './elasticsearch/home.ts';
import { compilePlugin, JAVA_AT_LEAST, pluginDigest } from './elasticsearch/plugin.ts';
import { serverUser } from './elasticsearch/user.ts';
import { treeDigest } from './digest.ts';
import { findJdk } from './java.ts';
import { mavenUnpack } from './maven.ts';
import { orMissing, orSkip, present } from './part.ts';

export type { ElasticsearchHome } from './elasticsearch/home.ts';
export type { Answer, Asked } from './elasticsearch/client.ts';
export {
  startElasticsearch,
  type ElasticsearchOptions,
  type RequestOptions,
  type RunningElasticsearch,
} from './elasticsearch/server.ts';

const VERSION = '9.5.4';
/** The distribution that Elastic publishes for integration tests: the server and its security. */
const ARTIFACT = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${VERSION}:zip`;
/** Of its files: Maven has no check that would stop it. */
const DIGEST = '3b0e7d1412f6e8a1bcec34c74db118d8166ca2af1c90e2b514cea8703536ef40';

/** Elasticsearch and the plugin it needs here, prepared when they are not in the cache. */
export async function elasticsearchHome(): Promise<ElasticsearchHome | Missing> {
  return orMissing('Elasticsearch', async () => {
    const { home: java } = present(await findJdk(JAVA_AT_LEAST, serverUser()));
    const name = `elasticsearch-${VERSION}`;
    const home = await prepared(name, async (folder) => {
      say(`getting Elasticsearch ${VERSION}`);
      const unpacked = join(folder, 'unpacked');
      await mavenUnpack(ARTIFACT, { folder: unpacked, java });
      const digest = await treeDigest(join(unpacked, name));
      if (digest !== DIGEST) throw new Error(`the archive is not the known one: ${digest}`);
      await rename(join(unpacked, name), join(folder, 'server'));
      await rm(unpacked, { recursive: true });
      await makeKeystore(join(folder, 'server'), java);
    });
    const server = join(home, 'server');
    const plugin = await prepared(`${name}-plugin-${pluginDigest()}`, async (folder) =>
      compilePlugin({ java, server, version: VERSION, folder }),
    );
    return { server, plugins: join(plugin, 'plugins'), java };
  });
}

/** The part, or why a test without it is skipped. */
export async function elasticsearchOrSkip(): Promise<ElasticsearchHome | Missing> {
  return orSkip(await elasticsearchHome());
}
