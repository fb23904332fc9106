import { BodyError } from '../http/body.ts';
import { parseObject } from '../logs/line.ts';

export const BULK_VERBS = ['create', 'index', 'update', 'delete'] as const;
export type BulkVerb = (typeof BULK_VERBS)[number];

/** One action of a `_bulk` body; its document is `body.subarray(from, to)`. */
export interface BulkAction {
  readonly verb: BulkVerb;
  readonly index: string;
  readonly id: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Actions of one body: far above what shippers send, far below what would fill the memory. */
export const BULK_ACTIONS_MAX = 200_000;

/** A body of which nothing can be taken, in the types and words of Elasticsearch. */
export class BulkBodyError extends Error {
  override readonly name = 'BulkBodyError';
  readonly type: string;

  constructor(type: string, reason: string) {
    super(reason);
    this.type = type;
  }
}

type ActionHead = Pick<BulkAction, 'verb' | 'index' | 'id'>;

const NEWLINE = 10;
const RETURN = 13;

/**
 * Splits a body into its actions; documents are not looked at.
 * @throws BulkBodyError when the body as a whole is not readable, as Elasticsearch refuses it;
 *   BodyError 413 for more than BULK_ACTIONS_MAX actions.
 */
export function actionsOf(body: Buffer, defaultIndex: string): BulkAction[] {
  if (body.length === 0) throw new BulkBodyError('parse_exception', 'request body is required');
  if (body[body.length - 1] !== NEWLINE) {
    throw invalid('The bulk request must be terminated by a newline [\\n]');
  }
  const actions: BulkAction[] = [];
  // Shippers repeat one action line for every document, so the last one is kept parsed.
  let lastText = '';
  let lastHead: ActionHead | undefined;
  let at = 0;
  for (let line = 1; at < body.length; line += 1) {
    const end = body.indexOf(NEWLINE, at);
    const text = body.toString('utf8', at, lineEnd(body, at, end));
    at = end + 1;
    if (text === '') continue;
    const head: ActionHead =
      text === lastText && lastHead !== undefined ? lastHead : headOf(text, line, defaultIndex);
    lastText = text;
    if (actions.length >= BULK_ACTIONS_MAX) {
      throw new BodyError(413, `more than ${BULK_ACTIONS_MAX} actions; send smaller batches`);
    }
    lastHead = head;
    if (head.verb === 'delete') {
      actions.push({ ...head, from: at, to: at });
      continue;
    }
    if (at >= body.length) {
      throw invalid(`line [${line}]: the action has no document on the line after it`);
    }
    const documentEnd = body.indexOf(NEWLINE, at);
    const { verb, index, id } = head;
    actions.push({ verb, index, id, from: at, to: lineEnd(body, at, documentEnd) });
    at = documentEnd + 1;
    line += 1;
  }
  if (actions.length === 0) throw validation('no requests added');
  return actions;
}

/** Where the text of a line ends that ends at `end`: before a carriage return, if it has one. */
function lineEnd(body: Buffer, from: number, end: number): number {
  return end > from && body[end - 1] === RETURN ? end - 1 : end;
}

function headOf(text: string, line: number, defaultIndex: string): ActionHead {
  const action = parseObject(text);
  if (action === undefined) {
    throw invalid(`Malformed action/metadata line [${line}], expected a JSON object`);
  }
  const [name = '', ...others] = Object.keys(action);
  const verb = BULK_VERBS.find((known) => known === name);
  if (verb === undefined || others.length > 0) {
    const expected = 'one of [create], [delete], [index] or [update]';
    const found = [name, ...others].join('], [');
    throw invalid(
      `Malformed action/metadata line [${line}], expected ${expected}, found [${found}]`,
    );
  }
  const meta = (action[verb] ?? {}) as { readonly _index?: unknown; readonly _id?: unknown };
  const index = typeof meta._index === 'string' && meta._index !== '' ? meta._index : defaultIndex;
  if (index === '') throw validation('index is missing');
  const { _id: id } = meta;
  const isId = (typeof id === 'string' && id !== '') || typeof id === 'number';
  return { verb, index, id: isId ? String(id) : undefined };
}

function invalid(reason: string): BulkBodyError {
  return new BulkBodyError('illegal_argument_exception', reason);
}

function validation(reason: string): BulkBodyError {
  const words = `Validation Failed: 1: ${reason};`;
  return new BulkBodyError('action_request_validation_exception', words);
}
