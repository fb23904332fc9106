import { isIPv4 } from 'node:net';
import { parseArgs } from 'node:util';
import { isProfileName, PROFILES, type ProfileName } from './profiles.ts';

export const RPS_MAX = 500;
export const OPEN_MAX = 200;
const SECONDS_MAX = 3600;

export interface LoadSettings {
  readonly rps: number;
  readonly profile: ProfileName;
  readonly seconds: number;
  /** undefined = the shop that runs. */
  readonly url: string | undefined;
}

const NAMES = Object.entries(PROFILES).map(
  ([name, { about }]) => `                 ${name.padEnd(8)} ${about}`,
);

export const USAGE = `Usage: npm run load -- [--rps N] [--profile NAME] [--seconds N] [--url URL]

Sends requests to the shop that runs, prints a line per second and what came of it all.

  --rps N        requests per second, at most ${RPS_MAX} (default 20)
  --profile NAME (default shop)
${NAMES.join('\n')}
  --seconds N    at most ${SECONDS_MAX} (default 60)
  --url URL      of a web on this machine (default: the shop of \`npm start\`)

At most ${OPEN_MAX} requests are open at once; what is due while they are is not sent, and counted.
`;

export class UsageError extends Error {}

export function parseLoad(args: string[]): LoadSettings | 'help' {
  const { rps, profile, seconds, url, help } = read(args);
  if (help === true) return 'help';
  if (!isProfileName(profile)) {
    const names = Object.keys(PROFILES).join(', ');
    throw new UsageError(`--profile: "${profile}" is none of ${names}`);
  }
  const { timesMax } = PROFILES[profile];
  return {
    rps: whole('--rps', rps, Math.floor(RPS_MAX / timesMax), profile),
    profile,
    seconds: whole('--seconds', seconds, SECONDS_MAX),
    url: url === undefined ? undefined : loopback(url),
  };
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        rps: { type: 'string', default: '20' },
        profile: { type: 'string', default: 'shop' },
        seconds: { type: 'string', default: '60' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function whole(option: string, text: string, max: number, profile?: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  const why = profile === 'spike' ? ', because a spike is ten times as much' : '';
  throw new UsageError(`${option}: "${text}" is not a whole number from 1 to ${max}${why}`);
}

/** Load for somebody else's server is an attack; this refuses to be one. */
function loopback(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const host = url?.hostname ?? '';
  const isHere =
    host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
  if (url?.protocol === 'http:' && isHere) return url.origin;
  throw new UsageError(
    `--url: "${text}" is not on this machine. Load is only sent to http://127.0.0.1, ` +
      'http://localhost and http://[::1]: give one of them with its port',
  );
}
