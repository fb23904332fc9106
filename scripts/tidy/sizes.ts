import type { Exception, Finding } from './exceptions.ts';
import { isTest, type SourceFile } from './files.ts';
import { syntaxOf } from './syntax.ts';

/** A file up to this length needs no explanation. */
export const FILE_LINES = 200;
/** No file is longer, whatever its reason. */
export const FILE_LINES_MAX = 300;
export const TEST_FILE_LINES = 400;
export const FUNCTION_LINES = 70;
export const LINE_COLUMNS = 100;

/** Files between the soft cap and the hard one. */
export const LONG_FILES: readonly Exception[] = [
  {
    what: 'sdk/src/instrument/server.ts',
    reason: 'The life of one request record, begun and ended in one place so that it ends once.',
  },
  {
    what: 'sdk/src/otlp/queue.ts',
    reason: 'One state machine: what is queued, sealed, on its way, retried and dropped.',
  },
  {
    what: 'sdk/src/logs/direct/shipper.ts',
    reason: 'One state machine: what is pending, under way, resting, on disk and flushed.',
  },
];

/** Functions that are one list or one closure, named `path name`. */
export const LONG_FUNCTIONS: readonly Exception[] = [
  {
    what: 'sdk/src/config/table-otlp.ts otlpRows',
    reason: 'One list: the rows that each signal has, with the names of that signal filled in.',
  },
  {
    what: 'sdk/test/fixtures/app/handlers.cjs makeHandlers',
    reason: 'One list: the handlers that the fixture services of all frameworks share.',
  },
];

/** Lines that cannot be broken, named `path` and the first 30 characters of their text. */
export const LONG_LINES: readonly Exception[] = [];

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Files above a cap for which no reason is accepted. */
export function tooLong(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = lineCount(text);
    const cap = isTest(path) ? TEST_FILE_LINES : FILE_LINES_MAX;
    return lines > cap ? [`${path}: ${lines} lines, at most ${cap}`] : [];
  });
}

/** Files above the soft cap. */
export function longFiles(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path, text }) => {
    const lines = lineCount(text);
    if (isTest(path) || lines <= FILE_LINES) return [];
    return [
      { what: path, problem: `${path}: ${lines} lines, above ${FILE_LINES} without a reason` },
    ];
  });
}

export function longFunctions(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    syntaxOf(file)
      .functions.filter(({ value }) => value.lines > FUNCTION_LINES)
      .map(({ line, value }) => ({
        what: `${file.path} ${value.name}`,
        problem: `${file.path}:${line}: ${value.name} has ${value.lines} lines`,
      })),
  );
}

const URL_ONLY = /https?:\/\/\S{30,}/;

/** Lines wider than the page, counted in characters as a reader sees them. */
export function longLines(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const columns = [...line].length;
      if (columns <= LINE_COLUMNS || URL_ONLY.test(line)) return [];
      const what = `${path} ${line.trim().slice(0, 30)}`;
      return [{ what, problem: `${path}:${index + 1}: ${columns} columns` }];
    }),
  );
}
