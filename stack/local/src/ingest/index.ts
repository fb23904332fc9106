/** Everything that takes data in, and writes it to the store through its interface. */
export { BULK_BODY_BYTES_MAX, bulkHandler } from './bulk/handler.ts';
export { RECENT_IDS } from './bulk/take.ts';
export { IngestCounters, WIRES, type IngestSignal, type Wire, type WireCount } from './counters.ts';
export type { RequestHandler } from './http/handler.ts';
export type { IngestInto } from './into.ts';
export { columnsOf, type LineColumns, type LineDefaults } from './logs/columns.ts';
export {
  jsonLine,
  LINE_BYTES_MAX,
  parseObject,
  readLine,
  type OutputStream,
  type ReadLine,
} from './logs/line.ts';
