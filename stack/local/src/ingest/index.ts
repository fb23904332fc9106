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
  textLine,
  type OutputStream,
  type ReadLine,
} from './logs/line.ts';
export {
  GRPC_MESSAGE_BYTES_MAX,
  startOtlpGrpc,
  type OtlpGrpcOptions,
  type OtlpGrpcServer,
} from './otlp/grpc.ts';
export { OTLP_SIGNALS, OtlpTaker, type OtlpSignal, type Taken } from './otlp/take.ts';
export { WireError } from './otlp/wire-error.ts';
export {
  OTLP_BODY_BYTES_MAX,
  OTLP_JSON_BYTES_MAX,
  otlpHttpHandler,
  type OtlpHttpOptions,
} from './otlp/http.ts';
export { ConfigError } from './scrape/config-node.ts';
export { parseConfig, readConfig, type PrometheusConfig } from './scrape/config.ts';
export { SCRAPE_BODY_BYTES_MAX } from './scrape/fetch.ts';
export { TARGET_SAMPLES_MAX } from './scrape/intake.ts';
export type { ScrapeJob } from './scrape/job.ts';
export type { DroppedTarget } from './scrape/pool.ts';
export {
  Scraper,
  type AddedTarget,
  type ScrapedTarget,
  type ScraperOptions,
} from './scrape/scraper.ts';
export { ChildLines, type ChildOutput } from './logs/child-lines.ts';
