import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../process.ts';

const SOURCES = fileURLToPath(new URL('plugin', import.meta.url));
const PACKAGE = 'dev.sightline.testplugin';
/** The oldest Java that this Elasticsearch runs on. */
export const JAVA_AT_LEAST = 21;
const DIGEST_LENGTH = 12;

function sourceFiles(): string[] {
  return readdirSync(SOURCES)
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(SOURCES, name));
}

/** Changes with the sources, so that a change of the plugin is a part of its own in the cache. */
export function pluginDigest(): string {
  const hash = createHash('sha256');
  for (const path of sourceFiles()) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, DIGEST_LENGTH);
}

export interface PluginBuild {
  readonly java: string;
  readonly server: string;
  /** Of the server; it loads no plugin that was made for another one. */
  readonly version: string;
  /** Gets the plugin under `plugins`. */
  readonly folder: string;
}

/** Compiles the plugin against the jars of the very server that loads it. */
export async function compilePlugin(build: PluginBuild): Promise<void> {
  const { java, server, version, folder } = build;
  const classes = join(folder, 'classes');
  const services = join(classes, 'META-INF', 'services');
  const target = join(folder, 'plugins', 'sightline-test');
  await mkdir(services, { recursive: true });
  await mkdir(target, { recursive: true });
  const flags = ['--release', String(JAVA_AT_LEAST), '-proc:none', '-cp', `${server}/lib/*`];
  const tool = (name: string): string => join(java, 'bin', name);
  await run(tool('javac'), [...flags, '-d', classes, ...sourceFiles()], { cwd: folder });
  await writeFile(
    join(services, 'org.elasticsearch.features.FeatureSpecification'),
    `${PACKAGE}.TestFeatures\n`,
  );
  const jar = ['--create', '--file', join(target, 'plugin.jar'), '-C', classes, '.'];
  await run(tool('jar'), jar, { cwd: folder });
  await rm(classes, { recursive: true });
  await writeFile(join(target, 'plugin-descriptor.properties'), descriptor(version));
}

function descriptor(version: string): string {
  const properties = {
    name: 'sightline-test',
    description: 'What the distribution for integration tests lacks',
    version: '1',
    classname: `${PACKAGE}.TestPlugin`,
    'java.version': String(JAVA_AT_LEAST),
    'elasticsearch.version': version,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
