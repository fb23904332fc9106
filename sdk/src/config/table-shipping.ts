import { integer } from './kinds.ts';
import { httpUrl, path, pattern, secret } from './kinds-text.ts';
import { row } from './row.ts';

const GROUP = 'Shipping to Elasticsearch and spool';
const MIB = 1_048_576;
const DAY_SECONDS = 86_400;

/** A data stream or index name that Elasticsearch takes. */
const STREAM = /^(?![-_+.])[a-z0-9._-]{1,200}$/;

export const SHIPPING_ROWS = {
  logsElasticsearchUrl: row({
    option: 'logsElasticsearchUrl',
    variables: ['SIGHTLINE_LOGS_ELASTICSEARCH_URL'],
    group: GROUP,
    kind: httpUrl,
    fallback: undefined,
    defaultText: 'none: lines go to standard output',
    example: "'https://logs.example:9200'",
    mayBeLogged: true,
    url: true,
    description:
      'Elasticsearch that lines are sent to directly; standard output is off then, unless wanted.',
  }),
  logsElasticsearchApiKey: row({
    option: 'logsElasticsearchApiKey',
    variables: ['SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY'],
    group: GROUP,
    kind: secret,
    fallback: undefined,
    defaultText: 'none',
    example: "'VnVhQ2ZHY0JDZGJrU...'",
    mayBeLogged: false,
    description: 'Encoded API key that may create documents in the data stream.',
  }),
  logsElasticsearchApiKeyFile: row({
    option: 'logsElasticsearchApiKeyFile',
    variables: ['SIGHTLINE_LOGS_ELASTICSEARCH_API_KEY_FILE'],
    group: GROUP,
    kind: path,
    fallback: undefined,
    defaultText: 'none',
    example: "'/run/secrets/elasticsearch-api-key'",
    mayBeLogged: true,
    description: 'File with that key; it is read again when Elasticsearch refuses the key.',
  }),
  logsElasticsearchCaFile: row({
    option: 'logsElasticsearchCaFile',
    variables: ['SIGHTLINE_LOGS_ELASTICSEARCH_CA_FILE'],
    group: GROUP,
    kind: path,
    fallback: undefined,
    defaultText: 'none: the trust store of Node',
    example: "'/run/secrets/elasticsearch-ca.pem'",
    mayBeLogged: true,
    description: 'PEM file with the certificate authority of Elasticsearch.',
  }),
  logsElasticsearchIndex: row({
    option: 'logsElasticsearchIndex',
    variables: ['SIGHTLINE_LOGS_ELASTICSEARCH_INDEX'],
    group: GROUP,
    kind: pattern(STREAM, 'a name of lower-case letters, digits and . _ - that begins with one'),
    fallback: undefined,
    defaultText: '`logs-sightline-` and the environment',
    example: "'logs-sightline-production'",
    mayBeLogged: true,
    description: 'Data stream (or index) that takes the lines.',
  }),
  spoolDir: row({
    option: 'spoolDir',
    variables: ['SIGHTLINE_SPOOL_DIR'],
    group: GROUP,
    kind: path,
    fallback: undefined,
    defaultText: "with direct shipping a folder of the user's in the system's temporary folder",
    example: "'/var/lib/orders/spool'",
    mayBeLogged: true,
    description:
      'Folder for what cannot be delivered now; when it is set, spans use it too. Put it on a ' +
      'volume that outlives the container.',
  }),
  spoolMaxBytes: row({
    option: 'spoolMaxBytes',
    variables: ['SIGHTLINE_SPOOL_MAX_BYTES'],
    group: GROUP,
    kind: integer(0, 1_048_576 * MIB, 'bytes'),
    fallback: 256 * MIB,
    defaultText: '268435456 (256 MiB)',
    example: '1073741824',
    mayBeLogged: true,
    description: 'Most that one process keeps on disk per signal; 0 = no spool.',
  }),
  spoolMaxAgeSeconds: row({
    option: 'spoolMaxAgeSeconds',
    variables: ['SIGHTLINE_SPOOL_MAX_AGE_SECONDS'],
    group: GROUP,
    kind: integer(60, 365 * DAY_SECONDS, 'seconds'),
    fallback: 3 * DAY_SECONDS,
    defaultText: '259200 (three days)',
    example: '86400',
    mayBeLogged: true,
    description: 'What waited longer than this is dropped and counted.',
  }),
};
