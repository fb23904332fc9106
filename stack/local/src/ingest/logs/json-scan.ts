import type { JsonObject } from './columns.ts';
import { parseObject } from './line.ts';
import { endOfNumber, endOfSpace, endOfString, endOfWord } from './json-tokens.ts';

/** Deeper documents are parsed instead. */
const DEPTH_MAX = 100;

/** Members that name a column, by what `columnsOf` reads. */
const WANTED = [
  '@timestamp',
  'time',
  'timestamp',
  'ts',
  'level',
  'severity',
  'service_name',
  'trace_id',
  'traceId',
  'log.level',
  'service.name',
  'trace.id',
];
/** Objects of which one member is a column. */
const WANTED_INNER: Readonly<Record<string, string>> = {
  log: 'level',
  service: 'name',
  trace: 'id',
};

interface WantedName {
  readonly name: string;
  readonly bytes: Buffer;
  /** The member that counts, when the value is an object. */
  readonly inner: WantedName | undefined;
}

const wantedName = (name: string, inner?: WantedName): WantedName => {
  return { name, bytes: Buffer.from(name), inner };
};

/** Wanted names of the top level by their first byte: most members are passed by at a glance. */
const TOP: readonly (readonly WantedName[] | undefined)[] = (() => {
  const byFirst: (WantedName[] | undefined)[] = Array.from({ length: 256 });
  const inner = Object.entries(WANTED_INNER).map(([name, of]) => wantedName(name, wantedName(of)));
  for (const wanted of [...WANTED.map((name) => wantedName(name)), ...inner]) {
    (byFirst[wanted.bytes[0] as number] ??= []).push(wanted);
  }
  return byFirst;
})();

const [QUOTE, COMMA, COLON, OPEN, CLOSE, LIST, LIST_END] = [34, 44, 58, 123, 125, 91, 93] as const;

/** A value that is no text and no number, so that no column can be read from it. */
const OTHER = true;

/**
 * Checks that the bytes hold one JSON object, and reads only the members that columns come from:
 * several times faster than parsing, and leaves nothing behind. Undefined when they do not.
 */
export function scanColumns(bytes: Buffer, from: number, to: number): JsonObject | undefined {
  const start = endOfSpace(bytes, from, to);
  if (bytes[start] !== OPEN) return undefined;
  const found: Record<string, unknown> = {};
  const end = objectEnd(bytes, start, to, 0, found, undefined);
  if (end === TOO_DEEP) return parseObject(bytes.toString('utf8', from, to));
  return end > 0 && endOfSpace(bytes, end, to) === to ? found : undefined;
}

const MALFORMED = -1;
const TOO_DEEP = -2;

type Found = Record<string, unknown>;

/**
 * The end of the object that begins at `from`, negative when it is malformed. With `found`, wanted
 * members are added to it: those of the top level, or `only` when that is given.
 */
function objectEnd(
  bytes: Buffer,
  from: number,
  to: number,
  depth: number,
  found: Found | undefined,
  only: WantedName | undefined,
): number {
  if (depth > DEPTH_MAX) return TOO_DEEP;
  let at = endOfSpace(bytes, from + 1, to);
  if (bytes[at] === CLOSE && at < to) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return MALFORMED;
    const nameEnd = endOfString(bytes, at, to);
    if (nameEnd < 0) return MALFORMED;
    const wanted = found === undefined ? undefined : wantedAt(bytes, at + 1, nameEnd - 1, only);
    at = endOfSpace(bytes, nameEnd, to);
    if (bytes[at] !== COLON) return MALFORMED;
    const valueAt = endOfSpace(bytes, at + 1, to);
    at =
      wanted === undefined || found === undefined
        ? valueEnd(bytes, valueAt, to, depth)
        : wantedEnd(bytes, valueAt, to, depth, found, wanted);
    if (at < 0) return at;
    at = endOfSpace(bytes, at, to);
    if (at >= to) return MALFORMED;
    if (bytes[at] === CLOSE) return at + 1;
    if (bytes[at] !== COMMA) return MALFORMED;
    at = endOfSpace(bytes, at + 1, to);
  }
}

function wantedAt(
  bytes: Buffer,
  from: number,
  to: number,
  only: WantedName | undefined,
): WantedName | undefined {
  if (only !== undefined) return isName(only, bytes, from, to) ? only : undefined;
  const names = to > from ? TOP[bytes[from] as number] : undefined;
  return names?.find((name) => isName(name, bytes, from, to));
}

function isName({ bytes: name }: WantedName, bytes: Buffer, from: number, to: number): boolean {
  if (name.length !== to - from) return false;
  for (let at = 0; at < name.length; at += 1) if (name[at] !== bytes[from + at]) return false;
  return true;
}

/** Passes a value and adds it to what was found. */
function wantedEnd(
  bytes: Buffer,
  from: number,
  to: number,
  depth: number,
  found: Found,
  wanted: WantedName,
): number {
  const first = bytes[from];
  if (first === OPEN && wanted.inner !== undefined) {
    const inner: Found = {};
    found[wanted.name] = inner;
    return objectEnd(bytes, from, to, depth + 1, inner, wanted.inner);
  }
  const end = valueEnd(bytes, from, to, depth);
  if (end < 0) return end;
  const isPlain = first !== OPEN && first !== LIST;
  found[wanted.name] = isPlain ? (JSON.parse(bytes.toString('utf8', from, end)) as unknown) : OTHER;
  return end;
}

function valueEnd(bytes: Buffer, from: number, to: number, depth: number): number {
  if (from >= to) return MALFORMED;
  const first = bytes[from];
  if (first === QUOTE) return endOfString(bytes, from, to);
  if (first === OPEN) return objectEnd(bytes, from, to, depth + 1, undefined, undefined);
  if (first === LIST) return listEnd(bytes, from, to, depth + 1);
  const word = endOfWord(bytes, from, to);
  return word > 0 ? word : endOfNumber(bytes, from, to);
}

function listEnd(bytes: Buffer, from: number, to: number, depth: number): number {
  if (depth > DEPTH_MAX) return TOO_DEEP;
  let at = endOfSpace(bytes, from + 1, to);
  if (bytes[at] === LIST_END && at < to) return at + 1;
  for (;;) {
    at = valueEnd(bytes, at, to, depth);
    if (at < 0) return at;
    at = endOfSpace(bytes, at, to);
    if (at >= to) return MALFORMED;
    if (bytes[at] === LIST_END) return at + 1;
    if (bytes[at] !== COMMA) return MALFORMED;
    at = endOfSpace(bytes, at + 1, to);
  }
}
