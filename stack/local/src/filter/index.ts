/** The language in which logs and traces are looked for. */
export { compileFilter, type RowTest, type RowView } from './compile.ts';
export { atPath, LOG_VIEW } from './log-view.ts';
export { parseFilter } from './parse.ts';
export { SPAN_VIEW } from './span-view.ts';
export { FilterError, type FieldTest, type Filter } from './syntax.ts';
export { durationMs } from './values.ts';
