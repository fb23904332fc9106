import { mkdir } from 'node:fs/promises';
import { run } from './process.ts';

/** Unpacks by itself, so that neither a project file nor another tool is needed. */
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** Downloads an archive by its coordinates and unpacks it into a folder of its own. */
export async function mavenUnpack(
  artifact: string,
  { folder, java }: { folder: string; java: string },
): Promise<void> {
  await mkdir(folder);
  const flags = ['--batch-mode', '--quiet'];
  const what = [`-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`];
  try {
    const env = { JAVA_HOME: java };
    await run('mvn', [...flags, `${PLUGIN}:unpack`, ...what], { cwd: folder, env });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('Maven is not installed', { cause: error });
    throw error;
  }
}
