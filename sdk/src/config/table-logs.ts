import { LOG_LEVELS, type LogLevel } from '../contract/index.ts';
import { boolean, booleanOrAuto, choice, integer, wordList } from './kinds.ts';
import { headerName } from './kinds-text.ts';
import { row } from './row.ts';

const LEVELS: readonly (LogLevel | 'silent')[] = [
  ...(Object.keys(LOG_LEVELS) as LogLevel[]),
  'silent',
];

export const QUIET_ROUTES = ['/livez', '/readyz', '/healthz', '/health', '/ping', '/metrics'];

export const LOG_ROWS = {
  logLevel: row({
    option: 'logLevel',
    variables: ['SIGHTLINE_LOG_LEVEL'],
    group: 'Logs',
    kind: choice(LEVELS),
    fallback: 'info',
    example: "'debug'",
    mayBeLogged: true,
    description: 'Least severe level that is written; it can be changed at run time.',
  }),
  logsStdout: row({
    option: 'logsStdout',
    variables: ['SIGHTLINE_LOGS_STDOUT'],
    group: 'Logs',
    kind: boolean,
    fallback: undefined,
    defaultText: 'true, unless the logs exporter is set to something else',
    example: 'true',
    mayBeLogged: true,
    description: 'Whether lines go to standard output, whatever else the logs exporter names.',
  }),
  logsPretty: row({
    option: 'logsPretty',
    variables: ['SIGHTLINE_LOGS_PRETTY'],
    group: 'Logs',
    kind: booleanOrAuto,
    fallback: 'auto',
    example: 'false',
    mayBeLogged: true,
    description: 'Human form instead of JSON; `auto` uses it when standard output is a terminal.',
  }),
  logMaxLineBytes: row({
    option: 'logMaxLineBytes',
    variables: ['SIGHTLINE_LOG_MAX_LINE_BYTES'],
    group: 'Logs',
    kind: integer(1024, 1_048_576, 'bytes'),
    fallback: 32_768,
    example: '65536',
    mayBeLogged: true,
    description: 'Longest line; longer ones are cut, marked and counted.',
  }),
  logRateLimit: row({
    option: 'logRateLimit',
    variables: ['SIGHTLINE_LOG_RATE_LIMIT'],
    group: 'Logs',
    kind: integer(0, 1_000_000, 'lines per ten seconds'),
    fallback: 0,
    defaultText: '0 (no limit)',
    example: '100',
    mayBeLogged: true,
    description: 'Lines of one message that are written per ten seconds; the rest is counted.',
  }),
  requestLog: row({
    option: 'requestLog',
    variables: ['SIGHTLINE_REQUEST_LOG'],
    group: 'Logs',
    kind: choice(['all', 'errors', 'off']),
    fallback: 'all',
    example: "'errors'",
    mayBeLogged: true,
    description: 'Which requests get their one line.',
  }),
  quietRoutes: row({
    option: 'quietRoutes',
    variables: ['SIGHTLINE_QUIET_ROUTES'],
    group: 'Logs',
    kind: wordList(/^\/\S{0,255}$/, 'routes or paths that begin with /'),
    fallback: QUIET_ROUTES,
    example: "['/livez', '/internal/warmup']",
    mayBeLogged: true,
    description:
      'Routes or paths whose successful requests are logged at debug level and not traced.',
  }),
  redactKeys: row({
    option: 'redactKeys',
    variables: ['SIGHTLINE_REDACT_KEYS'],
    group: 'Logs',
    kind: wordList(/^\S.{0,99}$/, 'key names of 1 to 100 characters'),
    fallback: [],
    defaultText: 'none beyond the built-in ones',
    example: "['iban', 'taxNumber']",
    mayBeLogged: true,
    description: 'Names of further keys whose values never appear in a line.',
  }),
  userId: row({
    option: 'userId',
    variables: ['SIGHTLINE_USER_ID'],
    group: 'Logs',
    kind: choice(['hash', 'plain']),
    fallback: 'hash',
    example: "'plain'",
    mayBeLogged: true,
    description: 'Whether the user id that the application sets is written hashed or as it is.',
  }),
  clientAddressHeader: row({
    option: 'clientAddressHeader',
    variables: ['SIGHTLINE_CLIENT_ADDRESS_HEADER'],
    group: 'Logs',
    kind: headerName,
    fallback: undefined,
    defaultText: "none: the socket's address",
    example: "'x-forwarded-for'",
    mayBeLogged: true,
    description:
      'Header in which a trusted proxy names the client; anyone can forge it without one.',
  }),
};
