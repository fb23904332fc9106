import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from '../up/instances.ts';
import type { StackOptions } from '../up/options.ts';
import { readArgs, UsageError, wholeNumber } from './command.ts';

export const UP_HELP = `Usage: sightline up [options] [-- command]

Starts the local stack: takes OTLP, Elasticsearch bulk requests and the output of the command,
scrapes services that announce themselves, and shows it all on one page. No Docker, no download.

  --open             open the page in a browser
  --port N           of the page (default 4319, or the next free one)
  --otlp-grpc-port N, --otlp-http-port N   (default 4317 and 4318, or the next free ones)
  --host HOST        listen beyond this machine: callers then need a token
  --token-file FILE  that token; one is made and printed when absent
  --config FILE      a Prometheus configuration with further targets to scrape
  --forward URL      hand OTLP on to another viewer, as http://127.0.0.1:5318
  --data DIR         keep the last hour here (default: a folder of this directory's own in
                     the state folder of the user)
  --no-data          write nothing to disk
  --load FILE        show what \`sightline export\` wrote
  --quiet            do not repeat the output of the command

  sightline up -- node --import sightline/register app.js
  sightline up --open --config prometheus.yml
`;

const OPTIONS = {
  open: { type: 'boolean', default: false },
  port: { type: 'string' },
  'otlp-grpc-port': { type: 'string' },
  'otlp-http-port': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  'token-file': { type: 'string' },
  config: { type: 'string' },
  forward: { type: 'string' },
  data: { type: 'string' },
  'no-data': { type: 'boolean', default: false },
  load: { type: 'string' },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface UpOptions {
  readonly stack: Omit<StackOptions, 'onNotice'>;
  /** What to run beside the stack. */
  readonly command: readonly string[];
  readonly open: boolean;
  readonly quiet: boolean;
}

/** Throws UsageError. */
export function readUpOptions(args: readonly string[]): UpOptions {
  const split = args.indexOf('--');
  const own = split < 0 ? args : args.slice(0, split);
  const command = split < 0 ? [] : args.slice(split + 1);
  const { values, positionals } = readArgs(own, OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(
      `"${positionals[0] ?? ''}" is no option: put a command behind "--", as in ` +
        `sightline up -- ${positionals.join(' ')}`,
    );
  }
  if (split >= 0 && command.length === 0) throw new UsageError('A command is missing behind "--".');
  const port = (name: 'port' | 'otlp-grpc-port' | 'otlp-http-port'): number | undefined => {
    const text = values[name];
    return text === undefined ? undefined : wholeNumber(`--${name}`, text, 0, 65_535);
  };
  return {
    command,
    open: values.open,
    quiet: values.quiet,
    stack: {
      host: values.host,
      pagePort: port('port'),
      otlpGrpcPort: port('otlp-grpc-port'),
      otlpHttpPort: port('otlp-http-port'),
      token: tokenOf(values['token-file']),
      configFile: values.config,
      forwardUrl: values.forward,
      dataFolder: values['no-data'] ? undefined : (values.data ?? defaultFolder()),
      loadFile: values.load,
    },
  };
}

function tokenOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= 16) return token;
  } catch (error) {
    throw new UsageError(`--token-file ${file}: ${(error as Error).message}`, { cause: error });
  }
  throw new UsageError(`--token-file ${file}: a token has at least 16 characters`);
}

/** Each project directory keeps its own last hour. */
function defaultFolder(): string {
  const name = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 16);
  return join(stateFolder(), 'data', name);
}
