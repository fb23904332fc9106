import { setTimeout as sleep } from 'node:timers/promises';
import type { WireLog, WireLogs } from '../wire/index.ts';
import { CLIENT_HELP, CLIENT_OPTIONS, findStack, since, type Client } from './client.ts';
import { readArgs, wholeNumber, type Command } from './command.ts';
import { clock, plain, table } from './text.ts';

const FOLLOW_MS = 500;
const LIMIT_MAX = 5000;

const HELP = `Usage: sightline logs [-f] [filter] [options]

Shows log lines, oldest first. A filter is words to be found, and tests of fields:
level:error service:catalog http.response.status_code>=500 -message:*health* "free text"

  -f, --follow       go on with new lines until Ctrl-C
  --since DURATION   how far back (default 15m)
  --limit N          lines at most (default 200, up to ${LIMIT_MAX})
${CLIENT_HELP}

  sightline logs level:error --since 1h
  sightline logs -f service:storefront
`;

export const LOGS: Command = {
  name: 'logs',
  summary: 'show log lines, or follow them',
  help: HELP,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      ...CLIENT_OPTIONS,
      follow: { type: 'boolean', short: 'f', default: false },
      since: { type: 'string', default: '15m' },
      limit: { type: 'string', default: '200' },
    });
    const limit = wholeNumber('--limit', values.limit, 1, LIMIT_MAX);
    const filter = positionals.join(' ');
    const stack = await findStack(values);
    const print = (lines: readonly WireLog[]): void => {
      for (const line of lines) console.log(values.json ? JSON.stringify(line) : render(line));
    };
    const question = { q: filter, limit: String(limit), ...since(values.since) };
    const { lines, partial } = await stack.json<WireLogs>('/api/logs', question);
    print([...lines].reverse());
    if (partial) console.error('Only part of the range was looked through: narrow it.');
    if (values.follow) await follow(stack, filter, lines[0]?.sequence ?? -1, print);
    else if (lines.length === 0 && !values.json) console.error('No line matches.');
    return 0;
  },
};

async function follow(
  stack: Client,
  filter: string,
  last: number,
  print: (lines: readonly WireLog[]) => void,
): Promise<void> {
  let newest = last;
  for (;;) {
    await sleep(FOLLOW_MS);
    const question = { q: filter, limit: String(LIMIT_MAX), ...since('5m') };
    const { lines } = await stack.json<WireLogs>('/api/logs', question);
    const fresh = newerThan(lines, newest);
    newest = fresh[0]?.sequence ?? newest;
    print(fresh.reverse());
  }
}

function newerThan(lines: readonly WireLog[], newest: number): WireLog[] {
  return lines.filter(({ sequence }) => sequence > newest);
}

function render({ timeMs, level, service, message, traceId }: WireLog): string {
  const trace = traceId === '' ? '' : `  ${traceId.slice(0, 8)}`;
  return `${table([[clock(timeMs), level.padEnd(5), service, plain(message)]])}${trace}`;
}
