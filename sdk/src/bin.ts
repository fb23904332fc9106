/** The command `sightline`. */
import { helpText, LOCAL_VERBS, nodeIsTooOld, runLocal, runStatus } from './cli/index.ts';
import { SDK_VERSION } from './config/version.ts';

async function main(args: readonly string[]): Promise<number> {
  const tooOld = nodeIsTooOld(process.versions.node);
  if (tooOld !== undefined) {
    console.error(tooOld);
    return 1;
  }
  const [verb, ...rest] = args;
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') {
    console.log(helpText());
    return verb === undefined ? 2 : 0;
  }
  if (verb === '--version' || verb === '-v') {
    console.log(SDK_VERSION);
    return 0;
  }
  if (verb === 'status') return runStatus(rest);
  if (verb === 'replay') {
    // Loads the client of Elasticsearch, which no other verb needs.
    const { runReplay } = await import('./cli/replay/index.ts');
    return runReplay(rest, process.env);
  }
  if (Object.hasOwn(LOCAL_VERBS, verb)) return runLocal(args, SDK_VERSION);
  console.error(`"${verb}" is no verb of sightline.\n\n${helpText()}`);
  return 2;
}

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);
