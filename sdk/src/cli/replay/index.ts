import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { Client } from '@elastic/elasticsearch';

import { resolve, type ElasticsearchSettings } from '../../config/index.ts';
import { deadLetterFolder } from '../../logs/direct/index.ts';
import { DeadLetterSource } from './dead-letters.ts';
import type { Refused, Source } from './document.ts';
import { FailureStoreSource } from './failure-store.ts';
import { replay, type ReplayResult } from './replay.ts';

const REQUEST_TIMEOUT_MS = 60_000;

const HELP = `Usage: sightline replay [options]

Offers log lines again that Elasticsearch refused, once their mapping is corrected. They keep
their id and their time; what is there already is not stored twice. What is refused again stays
where it is.

  --from SOURCE       dead-letters (default): files that services wrote below the spool folder
                      failure-store: documents that Elasticsearch kept itself
  --dir DIR           the spool folder (default: SIGHTLINE_SPOOL_DIR, or where it is without that)
  --service NAME      only this service's dead letters
  --url URL           of Elasticsearch (default: SIGHTLINE_LOGS_ELASTICSEARCH_URL)
  --api-key-file FILE key with create_doc and auto_configure (default: ..._API_KEY_FILE); for the
                      failure store it needs read_failure_store on the stream, and read and delete
                      on .fs-STREAM-* besides
  --ca-file FILE      certificate authority (default: ..._CA_FILE)
  --stream NAME       data stream of --from failure-store (default: the environment's)
  --json              the result as JSON on one line
`;

const OPTIONS = {
  from: { type: 'string', default: 'dead-letters' },
  dir: { type: 'string' },
  service: { type: 'string' },
  url: { type: 'string' },
  'api-key-file': { type: 'string' },
  'ca-file': { type: 'string' },
  stream: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
}
type Values = ReturnType<typeof parse>;

/** `sightline replay`. Resolves to the exit code: 0 = nothing is left to do. */
export async function runReplay(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let values: Values;
  try {
    values = parse(args);
    if (values.from !== 'dead-letters' && values.from !== 'failure-store') {
      throw new Error(`--from is "${values.from}"; allowed: dead-letters, failure-store`);
    }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  return run(values, env);
}

/** The command's options stand for those of a service, so that its variables count as well. */
async function run(values: Values, env: NodeJS.ProcessEnv): Promise<number> {
  const { settings } = resolve(
    {
      logsElasticsearchUrl: values.url,
      logsElasticsearchApiKeyFile: values['api-key-file'],
      logsElasticsearchCaFile: values['ca-file'],
      logsElasticsearchIndex: values.stream,
      spoolDir: values.dir,
    },
    env,
  );
  const { logsElasticsearch, spool } = settings;
  if (logsElasticsearch === undefined) {
    console.error('Which Elasticsearch? Give --url, or set SIGHTLINE_LOGS_ELASTICSEARCH_URL.');
    return 2;
  }
  const client = clientOf(logsElasticsearch);
  try {
    const sources =
      values.from === 'failure-store'
        ? [new FailureStoreSource(client, logsElasticsearch.index)]
        : deadLetterSources(spool?.dir, values.service);
    return await replayAll(sources, client, values);
  } finally {
    await client.close();
  }
}

function clientOf({ url, authorization, ca }: ElasticsearchSettings): Client {
  return new Client({
    node: url,
    compression: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
}

function deadLetterSources(dir: string | undefined, service: string | undefined) {
  if (dir === undefined) return [];
  const services = service === undefined ? folders(dir) : [service];
  return services.map((name) => new DeadLetterSource(deadLetterFolder(dir, name)));
}

function folders(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

async function replayAll(
  sources: readonly (Source<Refused> & { readonly unreadable: number })[],
  client: Client,
  { json }: Values,
): Promise<number> {
  const total = { delivered: 0, refused: 0, unsent: 0, unreadable: 0 };
  const reasons: Record<string, number> = {};
  let failure: string | undefined;
  for (const source of sources) {
    const result = await replay(source, client);
    add(total, reasons, result);
    total.unreadable += source.unreadable;
    failure ??= result.failure;
  }
  if (json) console.log(JSON.stringify({ ...total, reasons, failure }));
  else print(total, reasons, failure);
  const isDone = failure === undefined && total.refused + total.unsent + total.unreadable === 0;
  return isDone ? 0 : 1;
}

function add(
  total: { delivered: number; refused: number; unsent: number },
  reasons: Record<string, number>,
  result: ReplayResult,
): void {
  total.delivered += result.delivered;
  total.refused += result.refused;
  total.unsent += result.unsent;
  for (const [reason, count] of Object.entries(result.reasons)) {
    reasons[reason] = (reasons[reason] ?? 0) + count;
  }
}

function print(
  total: { delivered: number; refused: number; unsent: number; unreadable: number },
  reasons: Readonly<Record<string, number>>,
  failure: string | undefined,
): void {
  console.log(
    `${total.delivered} delivered, ${total.refused} refused again, ${total.unsent} not sent` +
      (total.unreadable > 0 ? `, ${total.unreadable} unreadable and left alone` : ''),
  );
  for (const [reason, count] of Object.entries(reasons)) console.log(`  ${count} × ${reason}`);
  if (failure !== undefined) console.error(`It ended early: ${failure}`);
}
