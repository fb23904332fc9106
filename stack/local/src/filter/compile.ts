import type { FieldTest, Filter } from './syntax.ts';
import { valueTest } from './values.ts';

/** How a filter looks at one kind of row. */
export interface RowView<Row> {
  /** The values of a field; undefined when the row has none. */
  value(row: Row, field: string): unknown;
  /** What free text is looked for in. */
  text(row: Row): string;
  /** False when the row cannot pass the test, found out more cheaply than by its value. */
  mayPass?(row: Row, test: FieldTest): boolean;
}

export type RowTest<Row> = (row: Row) => boolean;

/** A filter as one function over rows. */
export function compileFilter<Row>(filter: Filter, view: RowView<Row>): RowTest<Row> {
  switch (filter.kind) {
    case 'everything':
      return () => true;
    case 'and': {
      const tests = filter.parts.map((part) => compileFilter(part, view));
      return (row) => tests.every((test) => test(row));
    }
    case 'or': {
      const tests = filter.parts.map((part) => compileFilter(part, view));
      return (row) => tests.some((test) => test(row));
    }
    case 'not': {
      const test = compileFilter(filter.part, view);
      return (row) => !test(row);
    }
    case 'text': {
      const wanted = filter.text.toLowerCase();
      return (row) => view.text(row).toLowerCase().includes(wanted);
    }
    default: {
      const test = valueTest(filter);
      return (row) => {
        if (view.mayPass?.(row, filter) === false) return false;
        return test(view.value(row, filter.field));
      };
    }
  }
}
