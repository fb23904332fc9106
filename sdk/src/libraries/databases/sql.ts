import { cutText } from '../../context/index.ts';
import { Remembered } from '../remembered.ts';
import { SqlScan, type Dialect, type Token } from './sql-scan.ts';

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
const OTHER = '_OTHER';

const setOf = (...lines: readonly string[]): ReadonlySet<string> =>
  new Set(lines.flatMap((line) => line.split(' ')));

/** Keywords that begin an operation of their own inside of a statement. */
const OPERATIONS = setOf('SELECT INSERT UPDATE DELETE MERGE REPLACE');
/** First words of statements; anything else is no SQL that is known. */
const STATEMENTS = setOf(
  'SELECT INSERT UPDATE DELETE MERGE REPLACE VALUES TABLE COPY LOAD CALL DO EXECUTE EXEC',
  'CREATE ALTER DROP TRUNCATE RENAME COMMENT GRANT REVOKE REASSIGN SECURITY IMPORT',
  'BEGIN START COMMIT ROLLBACK SAVEPOINT RELEASE END ABORT XA LOCK UNLOCK',
  'SET RESET SHOW USE DESCRIBE DESC EXPLAIN PRAGMA ATTACH DETACH DISCARD PREPARE DEALLOCATE',
  'DECLARE FETCH MOVE CLOSE HANDLER LISTEN UNLISTEN NOTIFY',
  'ANALYZE VACUUM REINDEX REFRESH CLUSTER CHECKPOINT CHECK OPTIMIZE REPAIR FLUSH KILL',
);
/** A table follows these. */
const BEFORE_TABLE = setOf('FROM INTO UPDATE JOIN TABLE');
/** `ON CONFLICT DO UPDATE`, `FOR UPDATE` and `ON DELETE` are no operations of their own. */
const NO_OPERATION_AFTER = setOf('DO FOR KEY ON OF AFTER BEFORE');
const PASSED_OVER = setOf('ONLY IF NOT EXISTS LATERAL IGNORE LOW_PRIORITY DELAYED OR AS');
const WITH_NAMES = setOf('CREATE ALTER DROP TRUNCATE CALL EXEC EXECUTE LOCK');
/** `EXTRACT(YEAR FROM day)` names no table. */
const WITH_FROM_INSIDE = setOf('EXTRACT SUBSTRING SUBSTR TRIM OVERLAY POSITION');

const remembered = new Map<Dialect, Remembered<SqlFacts>>();

export function sqlFacts(statement: string, dialect: Dialect = 'postgresql'): SqlFacts {
  let facts = remembered.get(dialect);
  if (facts === undefined) {
    facts = new Remembered(STATEMENTS_MAX);
    remembered.set(dialect, facts);
  }
  return facts.get(statement, (text) => readFacts(text, dialect));
}

function readFacts(statement: string, dialect: Dialect): SqlFacts {
  const { text, tokens } = new SqlScan(headOfStatement(statement), dialect);
  const reading = new Reading();
  for (let at = 0; at < tokens.length; at += 1) reading.read(tokens, at);
  const { collection, parts } = reading;
  const operation = reading.operation || (parts[0] ?? '');
  if (WITH_NAMES.has(operation) && parts.length === 1) {
    const second = tokens[1];
    if (second !== undefined && second.kind !== 'sign') parts.push(nameAt(tokens, 1));
  }
  return { operation, collection, summary: summaryOf(parts), text: cutText(text, TEXT_MAX_LENGTH) };
}

/** A copy of its own: a part of a text would keep the whole of it in memory. */
function headOfStatement(statement: string): string {
  if (statement.length <= READ_MAX_LENGTH) return statement;
  return Buffer.from(statement.slice(0, READ_MAX_LENGTH)).toString();
}

class Reading {
  operation = '';
  collection: string | undefined;
  readonly parts: string[] = [];
  /** For each open parenthesis, whether `FROM` means nothing in it. */
  readonly #open: boolean[] = [];

  read(tokens: readonly Token[], at: number): void {
    const { kind, text } = tokens[at] as Token;
    if (kind === 'sign') this.#readSign(text, tokens[at - 1]);
    if (kind !== 'word') return;
    const word = text.toUpperCase();
    const before = tokens[at - 1]?.text.toUpperCase() ?? '';
    const isFirst = this.operation === '' && word !== 'WITH' && this.parts.length === 0;
    if (isFirst && tokens[0]?.text.toUpperCase() !== 'WITH') {
      this.operation = STATEMENTS.has(word) ? word : OTHER;
      this.parts.push(this.operation);
    } else if (OPERATIONS.has(word)) {
      if (NO_OPERATION_AFTER.has(before) || before === '.') return;
      // `REPLACE(name, ...)` is a function.
      if (word === 'REPLACE' && tokens[at + 1]?.text === '(') return;
      // What comes after `WITH` is what the statement does; what stands inside prepares it.
      if (this.#open.length === 0 && this.operation === '') this.operation = word;
      this.parts.push(word);
    }
    const namesTable = BEFORE_TABLE.has(word) && before !== 'DISTINCT' && before !== '.';
    if (!namesTable || this.#open.at(-1) === true) return;
    const table = tableAfter(tokens, at);
    if (table === undefined) return;
    if (this.parts.at(-1) !== table) this.parts.push(table);
    this.collection ??= table;
  }

  #readSign(sign: string, before: Token | undefined): void {
    if (sign === '(') this.#open.push(WITH_FROM_INSIDE.has(before?.text.toUpperCase() ?? ''));
    else if (sign === ')') this.#open.pop();
  }
}

function tableAfter(tokens: readonly Token[], at: number): string | undefined {
  let index = at + 1;
  while (isWordOf(tokens[index], PASSED_OVER)) index += 1;
  const token = tokens[index];
  if (token === undefined || token.kind === 'sign' || isWordOf(token, OPERATIONS)) return undefined;
  if (token.kind === 'word' && tokens[at]?.text.toUpperCase() === token.text.toUpperCase()) {
    return undefined;
  }
  return nameAt(tokens, index);
}

function isWordOf(token: Token | undefined, words: ReadonlySet<string>): boolean {
  return token?.kind === 'word' && words.has(token.text.toUpperCase());
}

/** A name with what it is qualified by: `shop.orders`. */
function nameAt(tokens: readonly Token[], at: number): string {
  let name = tokens[at]?.text ?? '';
  for (let index = at + 1; tokens[index]?.text === '.'; index += 2) {
    const next = tokens[index + 1];
    if (next === undefined || next.kind === 'sign') break;
    name += `.${next.text}`;
  }
  return name.slice(0, NAME_MAX_LENGTH);
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
