import { numberValue } from '../parse/number.ts';
import { scanString } from '../parse/strings.ts';
import { parseDuration } from '../value/duration.ts';
import { parseSeriesLine, type SeriesLine } from './series.ts';
import type { Eval, Expectation, ExpectKind, Load, Statement, Times, Wanted } from './statement.ts';

export const NATIVE = 'native histograms are not supported';

const LOAD = /^load(_with_nhcb)?\s+(\S+)$/i;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/i;
const RANGE =
  /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/i;
const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const EXPECT_RANGE = /^expect\s+range\s+vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;
const OLD_FAIL = /^expected_fail_(message|regexp)\s+(.+)$/;

interface Block {
  readonly line: number;
  readonly text: string;
  /** The lines that belong to it, up to an empty line or a comment. */
  readonly body: readonly string[];
}

function blocksOf(script: string): Block[] {
  const lines = script.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.startsWith('#') ? '' : trimmed;
  });
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? '';
    if (text === '') continue;
    const body: string[] = [];
    while ((lines[index + 1] ?? '') !== '') {
      // A statement may follow at once; it ends the one before.
      if (/^(?:eval|load|clear)(?:_\w+)?\s/i.test(`${lines[index + 1] ?? ''} `)) break;
      index += 1;
      body.push(lines[index] ?? '');
    }
    blocks.push({ line: index + 1 - body.length, text, body });
  }
  return blocks;
}

function scalarOf(line: string): number | undefined {
  const [, sign = '', digits = ''] = /^([+-]?)(\S+)$/.exec(line) ?? [];
  const value = numberValue(digits);
  return value === undefined || sign !== '-' ? value : -value;
}

function timesOf(from: string, to: string, step: string): Times {
  const startMs = parseDuration(from);
  const endMs = parseDuration(to);
  if (endMs < startMs) throw new Error(`end ${to} is before start ${from}`);
  return { startMs, endMs, stepMs: parseDuration(step) };
}

function parseLoad({ line, text, body }: Block): Load {
  const [, nhcb, step = ''] = LOAD.exec(text) ?? [];
  if (step === '') throw new Error('a load is written `load <step>`');
  const isStart = (one: string): boolean => /^\S+@st\s/.test(one);
  const series = body.filter((one) => !isStart(one)).map(parseSeriesLine);
  let refused: string | undefined;
  if (nhcb !== undefined) refused = NATIVE;
  if (series.some(isNative)) refused = NATIVE;
  if (body.some(isStart)) refused = 'start timestamps are not supported';
  return { kind: 'load', line, text, gapMs: parseDuration(step), series, refused };
}

export function isNative({ values }: SeriesLine): boolean {
  return values.some((value) => value !== undefined && 'native' in value);
}

function expectationOf(line: string): Expectation | undefined {
  const old = OLD_FAIL.exec(line);
  if (old !== null) {
    const text = (old[2] ?? '').trim();
    return old[1] === 'message'
      ? { kind: 'fail', message: text }
      : { kind: 'fail', pattern: new RegExp(text) };
  }
  const found = EXPECT.exec(line);
  if (found === null) return undefined;
  const kind = found[1] as ExpectKind;
  const text = (found[3] ?? '').trim();
  if (found[2] === 'msg') return { kind, message: text };
  return found[2] === 'regex' ? { kind, pattern: new RegExp(text, 'u') } : { kind };
}

function quotedText(text: string): string {
  const { value, end } = scanString(text, 0);
  if (end !== text.length) throw new Error(`not one quoted string: ${text}`);
  return value;
}

function parseEval({ line, text, body }: Block): Eval {
  const instant = INSTANT.exec(text);
  const range = RANGE.exec(text);
  const [, mode, ...parts] = instant ?? range ?? [];
  const query = parts.at(-1);
  if (query === undefined) {
    throw new Error('an eval is written `eval instant at <time> <query>` or `eval range from ...`');
  }
  const [from = '', to = from, step = '1s'] = parts.slice(0, -1);
  const times = timesOf(from, to, step);
  const expectations: Expectation[] = mode === undefined ? [] : [{ kind: mode as ExpectKind }];
  const series: SeriesLine[] = [];
  let scalar: number | undefined;
  let string: string | undefined;
  let rangeVector: Times | undefined;
  for (const one of body) {
    const expectation = expectationOf(one);
    const asRange = EXPECT_RANGE.exec(one);
    const isString = one.startsWith('expect string ');
    if (expectation !== undefined) expectations.push(expectation);
    else if (asRange !== null) {
      rangeVector = timesOf(asRange[1] ?? '', asRange[2] ?? '', asRange[3] ?? '');
    } else if (isString) string = quotedText(one.slice('expect string '.length).trim());
    else if (/^expect\s/.test(one)) throw new Error(`not an expectation: ${one}`);
    else if (scalarOf(one) !== undefined) scalar = scalarOf(one);
    else series.push(parseSeriesLine(one));
  }
  const wanted: Wanted = { scalar, string, series, rangeVector };
  const isRange = range !== null;
  const wantedText = body.join('\n') || '(nothing)';
  return { kind: 'eval', line, text, query, isRange, times, expectations, wanted, wantedText };
}

function parseBlock(block: Block): Statement {
  const { line, text } = block;
  try {
    if (/^clear$/i.test(text)) return { kind: 'clear', line, text };
    if (/^load/i.test(text)) return parseLoad(block);
    if (/^eval/i.test(text)) return parseEval(block);
    throw new Error('neither load, clear nor eval');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: 'broken', line, text, problem };
  }
}

/** The statements of a script, the broken ones among them. */
export function parseScript(script: string): Statement[] {
  return blocksOf(script).map(parseBlock);
}
