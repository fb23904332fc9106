import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

const DEFAULT_URL = 'http://127.0.0.1:9464';
const TIMEOUT_MS = 5000;

const HELP = `Usage: sightline status [options]

Shows what a running service says of itself: signals, losses, log level, warnings.

  --url URL          of its admin server (default ${DEFAULT_URL})
  --token-file FILE  the bearer token, when the service asks for one
  --json             as JSON on one line
`;

/** Asks the admin server of a service for its status. */
export async function runStatus(args: readonly string[]): Promise<number> {
  const options = {
    url: { type: 'string', default: DEFAULT_URL },
    'token-file': { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options, strict: true }));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  try {
    const status = await ask(values.url, values['token-file']);
    console.log(values.json ? JSON.stringify(status) : JSON.stringify(status, null, 2));
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function ask(url: string, tokenFile: string | undefined): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (tokenFile !== undefined) {
    headers['authorization'] = `Bearer ${(await readFile(tokenFile, 'utf8')).trim()}`;
  }
  let answer: Response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    answer = await fetch(`${url.replace(/\/+$/, '')}/status`, { headers, signal });
  } catch (error) {
    const cause = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new Error(
      `Nothing answers at ${url} (${cause}). The start line of the service says where its admin ` +
        'server listens: give that as --url.',
      { cause: error },
    );
  }
  if (answer.ok) return answer.json();
  const hint = answer.status === 401 || answer.status === 403 ? ' Give --token-file.' : '';
  throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).trim()}${hint}`);
}
