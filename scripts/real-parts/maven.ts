import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './process.ts';

/** Works by itself, so that no other tool is needed. */
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

interface Place {
  readonly folder: string;
  readonly java: string;
}

async function maven(goal: string, args: readonly string[], { folder, java }: Place) {
  const flags = ['--batch-mode', '--quiet'];
  try {
    const env = { JAVA_HOME: java };
    await run('mvn', [...flags, `${PLUGIN}:${goal}`, ...args], { cwd: folder, env });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('Maven is not installed', { cause: error });
    throw error;
  }
}

/** Downloads an archive by its coordinates and unpacks it into a folder of its own. */
export async function mavenUnpack(artifact: string, { folder, java }: Place): Promise<void> {
  await mkdir(folder);
  const what = [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  await maven('unpack', what, { folder, java });
}

interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/** Downloads a library and all that it needs into a folder of its own. */
export async function mavenDependencies(
  { group, name, version }: Artifact,
  { folder, java }: Place,
): Promise<void> {
  await mkdir(folder);
  const project = (id: string, names: string, of: string): string =>
    `<groupId>${id}</groupId><artifactId>${names}</artifactId><version>${of}</version>`;
  const file = join(folder, '..', 'pom.xml');
  await writeFile(
    file,
    `<project><modelVersion>4.0.0</modelVersion>${project('tests', 'tests', '1')}` +
      `<dependencies><dependency>${project(group, name, version)}</dependency></dependencies>` +
      '</project>\n',
  );
  await maven('copy-dependencies', ['--file', file, `-DoutputDirectory=${folder}`], {
    folder,
    java,
  });
}
