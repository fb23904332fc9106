import { durationMs } from '../filter/index.ts';
import { findInstance } from '../up/instances.ts';
import type { WireProblem } from '../wire/index.ts';
import { CommandError, UsageError } from './command.ts';

/** Options of every command that asks a running stack. */
export const CLIENT_OPTIONS = {
  url: { type: 'string' },
  'token-file': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const CLIENT_HELP = `\
  --url URL          of the stack (default: SIGHTLINE_LOCAL_URL, or the one started last)
  --token-file FILE  its token, when it listens beyond this machine
  --json             answers as JSON, for scripts and agents`;

const TIMEOUT_MS = 30_000;

interface ClientValues {
  readonly url?: string | undefined;
  readonly 'token-file'?: string | undefined;
}

/** Asks a running stack over HTTP. */
export class Client {
  readonly url: string;
  readonly #token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  async json<T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> {
    const answer = await this.request(path, query);
    return (await answer.json()) as T;
  }

  /** Rejects with what the stack says is wrong. */
  async request(
    path: string,
    query: Readonly<Record<string, string>> = {},
    init: RequestInit = {},
  ): Promise<Response> {
    const search = new URLSearchParams(query).toString();
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    let answer: Response;
    try {
      answer = await fetch(`${this.url}${path}${search === '' ? '' : `?${search}`}`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...init,
        headers,
      });
    } catch (error) {
      const cause = (error as Error & { cause?: Error }).cause?.message ?? (error as Error).message;
      throw new CommandError(
        `Nothing answers at ${this.url} (${cause}). Start the stack with: npx sightline up`,
      );
    }
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Partial<WireProblem>;
    throw new CommandError(problem.error ?? `${this.url} answered ${answer.status}`);
  }
}

/** The stack that is meant: named, or the one that this user started last. */
export async function findStack(values: ClientValues): Promise<Client> {
  const named = values.url ?? process.env['SIGHTLINE_LOCAL_URL'];
  const file = values['token-file'];
  const token = file === undefined ? undefined : await readToken(file);
  if (named !== undefined && named !== '') {
    if (!URL.canParse(named)) throw new UsageError(`--url ${named}: no address`);
    return new Client(named, token);
  }
  const instance = findInstance();
  if (instance !== undefined) return new Client(instance.url, token ?? instance.token ?? undefined);
  throw new CommandError(
    'No stack is running. Start one with `npx sightline up`, or name one with --url.',
  );
}

async function readToken(file: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new UsageError(`--token-file ${file}: ${(error as Error).message}`);
  }
}

/** `15m` before now, as the range of a question. */
export function since(text: string, nowMs = Date.now()): { from: string; to: string } {
  const length = durationMs(text);
  if (length === undefined || length <= 0) {
    throw new UsageError(`--since ${text}: a duration like 30s, 15m or 2h is expected`);
  }
  return { from: String(Math.round(nowMs - length)), to: String(nowMs) };
}
