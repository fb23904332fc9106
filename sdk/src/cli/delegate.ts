import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGE = '@sightline/local';
const ENTRY = `${PACKAGE}/cli`;

interface LocalCli {
  run(args: readonly string[]): Promise<number>;
}

/** Runs a verb of the local stack; when that is missing, says how to get it. */
export async function runLocal(args: readonly string[], version: string): Promise<number> {
  const path = findLocal();
  if (path === undefined) {
    console.error(
      `\`sightline ${args[0] ?? ''}\` needs the local stack. Get it with:\n\n` +
        `  npm install --save-dev ${PACKAGE}@${version}\n`,
    );
    return 1;
  }
  const { run } = (await import(pathToFileURL(path).href)) as LocalCli;
  return run(args);
}

/** Where it is installed: in the project that the command is given in, or beside this package. */
function findLocal(): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), __filename]) {
    try {
      return createRequire(from).resolve(ENTRY);
    } catch {
      continue;
    }
  }
  return undefined;
}
