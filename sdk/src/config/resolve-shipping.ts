import { tmpdir } from 'node:os';
import path from 'node:path';

import { logStream } from '../contract/index.ts';
import type { Files } from './files.ts';
import type { Reader } from './reader.ts';
import type { ElasticsearchSettings, Settings, SpoolSettings } from './settings.ts';
import { ROWS } from './table.ts';

/** The direct way to Elasticsearch and the spool; each undefined when it is not asked for. */
export function resolveShipping(
  reader: Reader,
  files: Files,
  environment: string,
): Pick<Settings, 'logsElasticsearch' | 'spool'> {
  const logsElasticsearch = resolveElasticsearch(reader, files, environment);
  return { logsElasticsearch, spool: resolveSpool(reader, logsElasticsearch !== undefined) };
}

function resolveElasticsearch(
  reader: Reader,
  files: Files,
  environment: string,
): ElasticsearchSettings | undefined {
  const given = reader.read(ROWS.logsElasticsearchUrl);
  const apiKey = reader.read(ROWS.logsElasticsearchApiKey);
  const apiKeyFile = reader.first(ROWS.logsElasticsearchApiKeyFile);
  reader.note(ROWS.logsElasticsearchApiKeyFile, apiKeyFile);
  const caFile = reader.first(ROWS.logsElasticsearchCaFile);
  reader.note(ROWS.logsElasticsearchCaFile, caFile);
  const index = reader.read(ROWS.logsElasticsearchIndex) ?? logStream(environment);
  if (given === undefined) return undefined;
  const url = new URL(given);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const key = apiKey ?? files.token(ROWS.logsElasticsearchApiKeyFile, apiKeyFile);
  return Object.freeze({
    url: url.href.replace(/\/$/, ''),
    authorization: authorizationOf(key, username, password),
    // Absolute, because a service may change its working folder later.
    apiKeyFile: apiKeyFile === undefined ? undefined : path.resolve(apiKeyFile.value),
    ca: files.pem(ROWS.logsElasticsearchCaFile, caFile),
    index,
  });
}

function authorizationOf(
  apiKey: string | undefined,
  username: string,
  password: string,
): string | undefined {
  if (apiKey !== undefined) return `ApiKey ${apiKey}`;
  if (username === '') return undefined;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function resolveSpool(reader: Reader, isShipping: boolean): SpoolSettings | undefined {
  const given = reader.read(ROWS.spoolDir);
  const maxBytes = reader.read(ROWS.spoolMaxBytes);
  const maxAgeMs = reader.read(ROWS.spoolMaxAgeSeconds) * 1000;
  const dir = given ?? (isShipping ? defaultFolder() : undefined);
  if (dir === undefined || maxBytes === 0) return undefined;
  return Object.freeze({ dir: path.resolve(dir), maxBytes, maxAgeMs });
}

/** One per user, because the folder is for its owner only. */
function defaultFolder(): string {
  return path.join(tmpdir(), `sightline-spool-${process.getuid?.() ?? 'user'}`);
}
