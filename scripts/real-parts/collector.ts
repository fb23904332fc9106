import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepared, type Missing } from './cache.ts';
import type { CollectorBinary } from './collector/server.ts';
import { compile, findGo, goBuild } from './go.ts';
import { orMissing, orSkip, present } from './part.ts';
import { run } from './process.ts';

export {
  startCollector,
  type CollectorBinary,
  type CollectorOptions,
  type CollectorPlace,
  type RunningCollector,
} from './collector/server.ts';

/** The last version whose modules the proxy has; `builder.yaml` names the components. */
const VERSION = 'v0.158.0';
const BUILDER = 'go.opentelemetry.io/collector/cmd/builder';
const COMPONENTS = fileURLToPath(new URL('collector/builder.yaml', import.meta.url));
const DIGEST_LENGTH = 12;

/** Changes with the list of components, so that another list is another part in the cache. */
function listDigest(): string {
  const hash = createHash('sha256').update(readFileSync(COMPONENTS));
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
}

/** The OpenTelemetry Collector, built when it is not in the cache yet. */
export async function collectorBinary(): Promise<CollectorBinary | Missing> {
  return orMissing('OpenTelemetry Collector', async () => {
    const home = await prepared(`collector-${VERSION}-${listDigest()}`, build);
    return { collector: join(home, 'bin', 'collector') };
  });
}

/** Its own builder writes the sources of a collector with just these components. */
async function build(folder: string): Promise<void> {
  const go = present(await findGo(folder));
  const builder = join(folder, 'builder');
  await goBuild(go, { folder: builder, packages: [BUILDER], version: VERSION });
  await copyFile(COMPONENTS, join(folder, 'builder.yaml'));
  const args = ['--config=builder.yaml', '--skip-compilation'];
  await run(join(builder, 'bin', 'builder'), args, { cwd: folder, env: go.env });
  const sources = join(folder, 'sources');
  await compile(go, { sources, output: join(folder, 'bin', 'collector'), packages: ['.'] });
  await rm(builder, { recursive: true });
  await rm(sources, { recursive: true });
}

/** The part, or why a test without it is skipped. */
export async function collectorOrSkip(): Promise<CollectorBinary | Missing> {
  return orSkip(await collectorBinary());
}
