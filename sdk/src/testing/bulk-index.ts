import { randomUUID } from 'node:crypto';
import type { BulkAction } from './bulk-lines.ts';

export interface BulkDocument {
  readonly index: string;
  readonly id: string;
  readonly source: Record<string, unknown>;
}

/** Items that fail, for example `{ status: 429, type: 'es_rejected_execution_exception' }`. */
export interface BulkFault {
  readonly status: number;
  readonly type?: string;
  readonly reason?: string;
  /** Which items fail; all of them when not given. */
  readonly when?: (action: BulkAction, position: number) => boolean;
}

export interface BulkItemResult {
  readonly _index: string;
  readonly _id: string | null;
  readonly status: number;
  readonly result?: 'created' | 'updated' | 'deleted' | 'not_found';
  readonly error?: { readonly type: string; readonly reason: string };
}

/** Documents by index and id, with Elasticsearch's rules for ids and data streams. */
export class BulkIndex {
  readonly documents: BulkDocument[] = [];
  private readonly positions = new Map<string, number>();

  apply(action: BulkAction, position: number, fault?: BulkFault): Record<string, BulkItemResult> {
    return { [action.verb]: this.result(action, position, fault) };
  }

  clear(): void {
    this.documents.length = 0;
    this.positions.clear();
  }

  private result(action: BulkAction, position: number, fault?: BulkFault): BulkItemResult {
    const { verb, index } = action;
    if (fault !== undefined && (fault.when?.(action, position) ?? true)) {
      const type = fault.type ?? 'test_fault';
      return refused(action, fault.status, type, fault.reason ?? 'refused by the test receiver');
    }
    // The built-in template makes `logs-*-*` data streams, which take nothing but `create`.
    if (verb !== 'create' && /^logs-[^-]+-/.test(index)) {
      const reason = 'only write ops with an op_type of create are allowed in data streams';
      return refused(action, 400, 'illegal_argument_exception', reason);
    }
    const id = action.id ?? randomUUID().replaceAll('-', '').slice(0, 20);
    const key = `${index}/${id}`;
    const at = this.positions.get(key);
    if (verb === 'delete') {
      if (at !== undefined) return this.remove(at);
      return { _index: index, _id: id, status: 404, result: 'not_found' };
    }
    if (at !== undefined && verb === 'create') {
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return refused(action, 409, 'version_conflict_engine_exception', reason);
    }
    this.positions.set(key, at ?? this.documents.length);
    this.documents[at ?? this.documents.length] = { index, id, source: action.source };
    const created = at === undefined;
    const result = created ? 'created' : 'updated';
    return { _index: index, _id: id, status: created ? 201 : 200, result };
  }

  private remove(at: number): BulkItemResult {
    const [gone] = this.documents.splice(at, 1);
    this.positions.clear();
    this.documents.forEach(({ index, id }, position) => {
      this.positions.set(`${index}/${id}`, position);
    });
    return { _index: gone?.index ?? '', _id: gone?.id ?? null, status: 200, result: 'deleted' };
  }
}

function refused(action: BulkAction, status: number, type: string, reason: string): BulkItemResult {
  return { _index: action.index, _id: action.id ?? null, status, error: { type, reason } };
}
