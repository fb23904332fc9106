/** What a reply to a read says about the keys that were asked for. */
export type ReadKind =
  /** One value, or nothing. */
  | 'one'
  /** A value or nothing for each key. */
  | 'each'
  /** How many of the keys there are. */
  | 'count';

/** What is known of a command by its name alone. */
export interface RedisCommand {
  /** Upper case, without arguments: `GET`, `JSON.SET`. */
  readonly name: string;
  /** It waits on purpose: always, or when its arguments say so. */
  readonly waits: 'always' | 'asked' | 'never';
  readonly read: ReadKind | undefined;
}

const WAITING = new Set(
  ['BLPOP BRPOP BRPOPLPUSH BLMOVE BLMOVEM BLMPOP', 'BZPOPMIN BZPOPMAX BZMPOP WAIT WAITAOF'].flatMap(
    (names) => names.split(' '),
  ),
);
const WAITING_IF_ASKED = new Set(['XREAD', 'XREADGROUP']);
const READS: Readonly<Record<string, ReadKind>> = {
  GET: 'one',
  GETEX: 'one',
  GETDEL: 'one',
  HGET: 'one',
  MGET: 'each',
  HMGET: 'each',
  EXISTS: 'count',
};

/** Redis has 250 commands, its modules as many; a service that names more makes them up. */
const COMMANDS_MAX = 500;
const NAME_FORMAT = /^[A-Z][A-Z0-9._-]{0,31}$/;
const OTHER: RedisCommand = { name: '_OTHER', waits: 'never', read: undefined };

const commands = new Map<string, RedisCommand>();

/** Names come from the application, so their number is bounded. */
export function redisCommand(name: string): RedisCommand {
  const known = commands.get(name);
  if (known !== undefined) return known;
  // Whoever sends a command by hand may hand over anything.
  if (typeof name !== 'string') return OTHER;
  const upper = name.toUpperCase();
  if (!NAME_FORMAT.test(upper)) return OTHER;
  const waits = WAITING.has(upper) ? 'always' : WAITING_IF_ASKED.has(upper) ? 'asked' : 'never';
  const read = Object.hasOwn(READS, upper) ? READS[upper] : undefined;
  // Those that are treated in a way of their own are known, whatever else is made up.
  if (commands.size >= COMMANDS_MAX && waits === 'never' && read === undefined) return OTHER;
  const command: RedisCommand = { name: upper, waits, read };
  commands.set(name, command);
  return command;
}

/** `BLOCK` stands before `STREAMS`, among the first arguments. */
const OPTIONS_MAX = 8;

/** True when the command is meant to wait for something to happen. */
export function isWaiting({ waits }: RedisCommand, args: readonly unknown[]): boolean {
  if (waits !== 'asked') return waits === 'always';
  for (const arg of args.slice(0, OPTIONS_MAX)) {
    if (typeof arg !== 'string') continue;
    const word = arg.toUpperCase();
    if (word === 'STREAMS') return false;
    if (word === 'BLOCK') return true;
  }
  return false;
}

/** Keys that were there and keys that were not; undefined = the reply does not tell. */
export function readResult(
  kind: ReadKind,
  keyCount: number,
  reply: unknown,
): { readonly hits: number; readonly misses: number } | undefined {
  if (kind === 'one') {
    const hits = isNothing(reply) ? 0 : 1;
    return { hits, misses: 1 - hits };
  }
  if (kind === 'each') {
    if (!Array.isArray(reply)) return undefined;
    const misses = reply.filter(isNothing).length;
    return { hits: reply.length - misses, misses };
  }
  const hits = Number(reply);
  if (!(hits >= 0 && hits <= keyCount)) return undefined;
  return { hits, misses: keyCount - hits };
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

/** What the server's own errors begin with; scripts can make up others. */
const CODES = new Set(
  [
    'ERR WRONGTYPE NOAUTH WRONGPASS NOPERM NOPROTO DENIED',
    'NOSCRIPT BUSY NOTBUSY UNKILLABLE BUSYGROUP NOGROUP BUSYKEY',
    'LOADING READONLY MASTERDOWN MISCONF OOM EXECABORT NOREPLICAS',
    'MOVED ASK TRYAGAIN CROSSSLOT CLUSTERDOWN UNBLOCKED INPROG',
  ].flatMap((names) => names.split(' ')),
);
const CODE_FORMAT = /^([A-Z]{2,16})(?: |$)/;

/** The server's own code of an error, which says more than its class. */
export function redisCode(error: unknown): string | undefined {
  const { message } = (error ?? {}) as { message?: unknown };
  if (typeof message !== 'string') return undefined;
  const code = CODE_FORMAT.exec(message)?.[1];
  return code !== undefined && CODES.has(code) ? code : undefined;
}
