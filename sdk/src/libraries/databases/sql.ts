import { cutText } from '../../context/index.ts';
import { Remembered } from '../remembered.ts';

/** What a statement does, without what it holds. */
export interface SqlFacts {
  /** First keyword: `SELECT`, `INSERT`. */
  readonly operation: string;
  /** First table that is named. */
  readonly collection: string | undefined;
  /** Operations and tables in order: `INSERT shipped SELECT orders`; the convention's summary. */
  readonly summary: string;
  /** The statement with `?` in place of every literal. */
  readonly text: string;
}

/** More of a statement is not looked at. */
const READ_MAX_LENGTH = 4096;
const TEXT_MAX_LENGTH = 2048;
const SUMMARY_MAX_LENGTH = 255;
const NAME_MAX_LENGTH = 128;
const STATEMENTS_MAX = 1000;

const QUOTED = /'(?:[^'\\]|\\.|'')*'?|\$([a-z_]*)\$[^]*?\$\1\$/gi;
const NUMBER = /(?<![\w$])-?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?)\b/gi;
const COMMENT = /--[^\n]*|\/\*[^]*?\*\//g;
const TOKEN = /"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[\w$.]+(?:\."[^"]*")*|[(),;]/g;
/** Keywords that begin an operation of their own inside of a statement. */
const OPERATIONS = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'REPLACE']);
/** A table follows these. */
const BEFORE_TABLE = new Set(['FROM', 'INTO', 'UPDATE', 'JOIN', 'TABLE']);
const PASSED_OVER = new Set(['ONLY', 'IF', 'NOT', 'EXISTS', 'LATERAL', 'IGNORE', 'LOW_PRIORITY']);
const WITH_NAMES = new Set(['CREATE', 'ALTER', 'DROP', 'TRUNCATE']);

const remembered = new Remembered<SqlFacts>(STATEMENTS_MAX);

export function sqlFacts(statement: string): SqlFacts {
  return remembered.get(statement, readFacts);
}

function readFacts(statement: string): SqlFacts {
  const bare = statement.slice(0, READ_MAX_LENGTH).replaceAll(COMMENT, ' ');
  const text = bare.replaceAll(QUOTED, '?').replaceAll(NUMBER, '?').replaceAll(/\s+/g, ' ').trim();
  const tokens = text.match(TOKEN) ?? [];
  const parts: string[] = [];
  let collection: string | undefined;
  let operation = '';
  for (let at = 0; at < tokens.length; at += 1) {
    const word = (tokens[at] as string).toUpperCase();
    if (at === 0 && word !== 'WITH') operation = word;
    if (operation === '' && OPERATIONS.has(word)) operation = word;
    if ((at === 0 && word !== 'WITH') || OPERATIONS.has(word)) {
      // `ON CONFLICT DO UPDATE` and `FOR UPDATE` are no operations of their own.
      const before = tokens[at - 1]?.toUpperCase();
      if (before !== 'DO' && before !== 'FOR' && before !== 'KEY') parts.push(word);
      else continue;
    }
    if (!BEFORE_TABLE.has(word)) continue;
    const table = tableAfter(tokens, at);
    if (table === undefined) continue;
    if (parts.at(-1) !== table) parts.push(table);
    collection ??= table;
  }
  if (WITH_NAMES.has(operation) && parts.length === 1) parts.push(...tokens.slice(1, 2));
  return {
    operation: operation.slice(0, NAME_MAX_LENGTH),
    collection,
    summary: summaryOf(parts),
    text: cutText(text, TEXT_MAX_LENGTH),
  };
}

function tableAfter(tokens: readonly string[], at: number): string | undefined {
  let index = at + 1;
  while (PASSED_OVER.has(tokens[index]?.toUpperCase() ?? '')) index += 1;
  const token = tokens[index];
  if (token === undefined || /^[(),;?]/.test(token) || OPERATIONS.has(token.toUpperCase())) {
    return undefined;
  }
  return token.replaceAll(/["`[\]]/g, '').slice(0, NAME_MAX_LENGTH);
}

/** Whole parts only: half a table name would be another table. */
function summaryOf(parts: readonly string[]): string {
  let summary = '';
  for (const part of parts) {
    const longer = summary === '' ? part : `${summary} ${part}`;
    if (longer.length > SUMMARY_MAX_LENGTH) break;
    summary = longer;
  }
  return summary;
}
