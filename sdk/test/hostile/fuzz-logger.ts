import { resolve } from '../../src/config/index.ts';
import { taps } from '../../src/context/taps.ts';
import { Logs } from '../../src/logs/index.ts';
import { parseLine } from '../../src/testing/line.ts';
import { Random } from '../support/random.ts';
import { WAYS } from './apps/ways.mjs';
import { contractProblems } from './contract-problems.ts';
import { randomValue } from './random-value.ts';

export interface LoggerFuzz {
  readonly logged: number;
  readonly seconds: number;
  readonly slowestMs: number;
  readonly problems: readonly string[];
}

/** Longest line that the settings below allow. */
const LINE_MAX_LENGTH = 32_768;
/** A report of more than this many problems helps nobody. */
const PROBLEMS_MAX = 20;
/** Longest that one call may take, with room for a busy machine and the garbage collector. */
const CALL_MAX_MS = 1000;

const CALLS = Object.entries(WAYS);

/** Hands random values to the logger on every way, and looks at each line. */
export function fuzzLogger(count: number, seed: number): LoggerFuzz {
  const random = new Random(seed);
  const lines: string[] = [];
  const logs = new Logs();
  const before = taps.line;
  taps.line = (text) => {
    lines.push(text);
    return true;
  };
  logs.start(resolve({ logsPretty: false }, {}).settings, (id) => id);
  const problems: string[] = [];
  const startedMs = performance.now();
  let slowestMs = 0;
  for (let at = 0; at < count && problems.length < PROBLEMS_MAX; at += 1) {
    const value = randomValue(random);
    const [way, call] = random.pick(CALLS);
    const calledMs = performance.now();
    const found = attempt(() => call(logs.logger, value));
    slowestMs = Math.max(slowestMs, performance.now() - calledMs);
    if (lines.length !== 1) found.push(`${lines.length} lines`);
    found.push(...lines.splice(0).flatMap(problemsOf), ...polluted());
    problems.push(...found.map((problem) => `case ${at}, ${way}: ${problem}`));
  }
  logs.stop();
  taps.line = before;
  if (slowestMs > CALL_MAX_MS) problems.push(`one call took ${slowestMs} ms`);
  return { logged: count, seconds: (performance.now() - startedMs) / 1000, slowestMs, problems };
}

function attempt(call: () => void): string[] {
  try {
    call();
    return [];
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}

function problemsOf(text: string): string[] {
  const line = parseLine(text);
  if (line === undefined) return [`no line: ${text.slice(0, 500)}`];
  const problems = contractProblems(line, process.pid);
  if (text.length > LINE_MAX_LENGTH) problems.push(`${text.length} characters long`);
  return problems.map((problem) => `${problem} in ${text.slice(0, 500)}`);
}

function polluted(): string[] {
  return Object.keys(Object.prototype).length === 0 ? [] : ['Object.prototype was changed'];
}
