import { DB } from '../../contract/index.ts';
import type { AttributeMap, Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { Remembered } from '../remembered.ts';
import { DB_CALL, placeAttributes, type Place } from './call.ts';
import type { Dialect } from './sql-scan.ts';
import { sqlFacts } from './sql.ts';

const STATEMENTS_MAX = 500;
/** Databases of one service; it starts anew when there are more. */
const PLACES_MAX = 100;

interface Statement {
  readonly series: OperationSeries;
  /** The text is of the span alone: statements of one sort may differ in it without end. */
  readonly attributes: AttributeMap;
}

/** What the statements of one database count as. */
export class Statements {
  readonly #known = new Remembered<Statement>(STATEMENTS_MAX);
  readonly #kit: Kit;
  readonly #place: Place;
  readonly #dialect: Dialect;

  constructor(kit: Kit, place: Place, dialect: Dialect) {
    this.#kit = kit;
    this.#place = place;
    this.#dialect = dialect;
  }

  get namespace(): string | undefined {
    return this.#place.namespace;
  }

  begin(text: string): Operation | undefined {
    const { hooks } = this.#kit;
    const { series, attributes } = this.#known.get(text, this.#read);
    const operation = hooks.begin(series);
    if (operation !== undefined) operation.attributes = attributes;
    return operation;
  }

  readonly #read = (statement: string): Statement => {
    const { operation, collection, summary, text } = sqlFacts(statement, this.#dialect);
    const series = this.#kit.hooks.series(DB_CALL, summary || this.#place.system, {
      ...placeAttributes(this.#place),
      [DB.operation]: operation,
      [DB.collection]: collection,
      [DB.querySummary]: summary,
    });
    return { series, attributes: { [DB.queryText]: text } };
  };
}

/** Shared by the connections to one database. */
export class StatementsByPlace {
  readonly #all = new Map<string, Statements>();
  readonly #kit: Kit;
  readonly #dialect: Dialect;

  constructor(kit: Kit, dialect: Dialect) {
    this.#kit = kit;
    this.#dialect = dialect;
  }

  at(place: Place): Statements {
    const key = `${place.address}:${place.port}/${place.namespace}`;
    const known = this.#all.get(key);
    if (known !== undefined) return known;
    if (this.#all.size >= PLACES_MAX) this.#all.clear();
    const statements = new Statements(this.#kit, place, this.#dialect);
    this.#all.set(key, statements);
    return statements;
  }
}
