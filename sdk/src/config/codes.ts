/** One code: what it stands for and what to do about it. */
export interface CodeEntry {
  /** Stable: never renamed, never reused for another meaning. */
  readonly code: string;
  readonly meaning: string;
  readonly fix: string;
}

/** Codes of `SightlineConfigError`, thrown by `init()` for options given in code. */
export const ERROR_CODES = {
  INVALID_OPTIONS: {
    code: 'SIGHTLINE_CONFIG_INVALID_OPTIONS',
    meaning: 'What was passed as options, or as a group of options, is not a plain object.',
    fix: 'Pass an object literal such as `{ serviceName: "orders" }`, or nothing.',
  },
  UNKNOWN_OPTION: {
    code: 'SIGHTLINE_CONFIG_UNKNOWN_OPTION',
    meaning: 'An option of this name does not exist.',
    fix: 'Use the name that the message proposes, or remove the option.',
  },
  INVALID_BOOLEAN: {
    code: 'SIGHTLINE_CONFIG_INVALID_BOOLEAN',
    meaning: 'The option takes true or false.',
    fix: 'Pass the boolean itself, not a string or a number.',
  },
  INVALID_NUMBER: {
    code: 'SIGHTLINE_CONFIG_INVALID_NUMBER',
    meaning: 'The option takes a whole number within the stated bounds.',
    fix: 'Pass a number inside the bounds; convert strings with `Number()` first.',
  },
  INVALID_RATIO: {
    code: 'SIGHTLINE_CONFIG_INVALID_RATIO',
    meaning: 'The option takes a ratio, not a percentage.',
    fix: 'Divide a percentage by 100: 99.9 % is 0.999.',
  },
  INVALID_CHOICE: {
    code: 'SIGHTLINE_CONFIG_INVALID_CHOICE',
    meaning: 'The value is none of the named choices.',
    fix: 'Use one of the choices that the message lists, spelled exactly like that.',
  },
  INVALID_LIST: {
    code: 'SIGHTLINE_CONFIG_INVALID_LIST',
    meaning: 'The option takes an array, and an entry or the array itself is not allowed.',
    fix: 'Pass an array whose every entry is one of what the message lists.',
  },
  INVALID_TEXT: {
    code: 'SIGHTLINE_CONFIG_INVALID_TEXT',
    meaning: 'The option takes a non-empty string without control characters.',
    fix: 'Pass a string of the stated form, or leave the option out.',
  },
  INVALID_PORT: {
    code: 'SIGHTLINE_CONFIG_INVALID_PORT',
    meaning: 'The option takes a TCP port.',
    fix: "Pass a number from 0 (any free port) to 65535, or 'off'.",
  },
  INVALID_URL: {
    code: 'SIGHTLINE_CONFIG_INVALID_URL',
    meaning: 'The endpoint is not a URL that the chosen protocol can use.',
    fix: 'Pass `http://host:port` or `https://host:port`; only gRPC may leave the scheme out.',
  },
  INVALID_LATENCY: {
    code: 'SIGHTLINE_CONFIG_INVALID_LATENCY',
    meaning: 'The latency objective cannot be read.',
    fix: "Pass `'300ms'`, `'300ms@0.995'` or `{ threshold: '300ms', objective: 0.995 }`.",
  },
  INVALID_MAP: {
    code: 'SIGHTLINE_CONFIG_INVALID_MAP',
    meaning: 'The option takes an object with a fixed form of keys and values.',
    fix: 'Pass an object literal whose keys and values have the form that the message states.',
  },
  UNREADABLE_FILE: {
    code: 'SIGHTLINE_CONFIG_UNREADABLE_FILE',
    meaning: 'The file that the option names cannot be read or does not hold what it should.',
    fix: 'Check that the file exists, is readable by this process and has the stated form.',
  },
  CONFLICT: {
    code: 'SIGHTLINE_CONFIG_CONFLICT',
    meaning: 'Two options exclude each other.',
    fix: 'Remove one of the two options that the message names, or make them agree.',
  },
} as const satisfies Record<string, CodeEntry>;
export type ErrorKey = keyof typeof ERROR_CODES;

/** Codes of the warnings that are logged, each at most once per cause; the service runs on. */
export const WARNING_CODES = {
  ENV_INVALID: {
    code: 'SIGHTLINE_ENV_INVALID',
    meaning: 'An environment variable holds a value that is not allowed; the default is used.',
    fix: 'Set the variable to what the message allows, or unset it.',
  },
  ENV_UNKNOWN: {
    code: 'SIGHTLINE_ENV_UNKNOWN',
    meaning: 'A variable looks like a misspelt one of ours and is not read.',
    fix: 'Rename the variable as the message proposes, or unset it.',
  },
  ENV_FILE_UNREADABLE: {
    code: 'SIGHTLINE_ENV_FILE_UNREADABLE',
    meaning: 'A file named by an environment variable is missing, unreadable or malformed.',
    fix: 'Mount the file where the variable points, readable by this process.',
  },
  ENV_CONFLICT: {
    code: 'SIGHTLINE_ENV_CONFLICT',
    meaning: 'Two environment variables exclude each other; the message says which one is used.',
    fix: 'Unset one of the two variables, or make them agree.',
  },
  OTEL_CONFIG_FILE: {
    code: 'SIGHTLINE_OTEL_CONFIG_FILE',
    meaning: 'OTEL_CONFIG_FILE is set; declarative configuration files are not read.',
    fix: 'Use options in code or environment variables, and unset OTEL_CONFIG_FILE.',
  },
  OTLP_JSON: {
    code: 'SIGHTLINE_OTLP_JSON',
    meaning: 'The OTLP protocol http/json is not supported; http/protobuf is used instead.',
    fix: 'Set the protocol to http/protobuf; every OTLP receiver takes it on the same port.',
  },
  OTLP_PROTOCOL_MISMATCH: {
    code: 'SIGHTLINE_OTLP_PROTOCOL_MISMATCH',
    meaning: 'The endpoint looks like OTLP over HTTP, but the protocol is gRPC (or the reverse).',
    fix: 'Use port 4317 with grpc, or port 4318 with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.',
  },
  DOUBLE_STORE: {
    code: 'SIGHTLINE_DOUBLE_STORE',
    meaning: 'A signal leaves on two paths, so its data may be stored and paid for twice.',
    fix: 'Name one exporter per signal, unless the two go to different places on purpose.',
  },
  ADMIN_PORT_BUSY: {
    code: 'SIGHTLINE_ADMIN_PORT_BUSY',
    meaning: 'The port that was set for the admin server is taken; there is no admin server.',
    fix: 'Free the port, or set SIGHTLINE_ADMIN_PORT to another one (0 = any free port).',
  },
  ADMIN_PORT_MOVED: {
    code: 'SIGHTLINE_ADMIN_PORT_MOVED',
    meaning: 'The default admin port is taken; the server listens on the next free port.',
    fix: 'Set SIGHTLINE_ADMIN_PORT per service, or let SIGHTLINE_TARGETS_DIR announce the ports.',
  },
  TARGETS_DIR_UNWRITABLE: {
    code: 'SIGHTLINE_TARGETS_DIR_UNWRITABLE',
    meaning: 'The admin address cannot be announced in the targets folder.',
    fix: 'Create the folder and let this process write to it, or unset SIGHTLINE_TARGETS_DIR.',
  },
  SECOND_INIT: {
    code: 'SIGHTLINE_SECOND_INIT',
    meaning: 'init() was called again; the first handle is returned, the new options are ignored.',
    fix: 'Call init() once, or import sightline/register, not both.',
  },
  LATE_INIT: {
    code: 'SIGHTLINE_LATE_INIT',
    meaning: 'The SDK started after a library that it could only observe from the beginning.',
    fix: 'Start with `node --import sightline/register`, or make it the first import.',
  },
  METRIC_NAME_CLASH: {
    code: 'SIGHTLINE_METRIC_NAME_CLASH',
    meaning: "The application has a metric of the SDK's name; the application's one is shown.",
    fix: 'Rename the metric of the application.',
  },
  METRIC_UNREADABLE: {
    code: 'SIGHTLINE_METRIC_UNREADABLE',
    meaning: 'A metric of the application threw or did not answer; the others are shown.',
    fix: 'Look into the `collect` function of the metric that the message names.',
  },
  EXPORT_FAILING: {
    code: 'SIGHTLINE_EXPORT_FAILING',
    meaning: 'Telemetry cannot be delivered; it waits within bounds, then is dropped and counted.',
    fix: 'Check that the destination in the message is reachable and accepts the credentials.',
  },
  MEMORY_SHORT: {
    code: 'SIGHTLINE_MEMORY_SHORT',
    meaning: 'The heap is near its limit; what waits for delivery is put on disk first.',
    fix: 'Find the leak, or give the process more with --max-old-space-size.',
  },
  SPOOL_UNUSABLE: {
    code: 'SIGHTLINE_SPOOL_UNUSABLE',
    meaning: 'The spool cannot be written; what is undelivered waits in memory, within bounds.',
    fix: 'Give the process a folder of its own with room in it: SIGHTLINE_SPOOL_DIR.',
  },
  SPOOL_DROPPING: {
    code: 'SIGHTLINE_SPOOL_DROPPING',
    meaning: 'An outage has used up the spool (or memory); the oldest is dropped and counted.',
    fix: 'End the outage, or raise SIGHTLINE_SPOOL_MAX_BYTES.',
  },
  DEAD_LETTERS: {
    code: 'SIGHTLINE_DEAD_LETTERS',
    meaning: 'Elasticsearch refuses lines for good; they are kept as dead letters with the reason.',
    fix: 'Correct the mapping that the message names, then run `sightline replay`.',
  },
  SHIPPER_RESTARTED: {
    code: 'SIGHTLINE_SHIPPER_RESTARTED',
    meaning: 'The thread that ships log lines died and is started again; no line is lost.',
    fix: 'Nothing to do, unless it comes again and again: then report it with the message.',
  },
  EXPORT_RECOVERED: {
    code: 'SIGHTLINE_EXPORT_RECOVERED',
    meaning: 'Telemetry is delivered again after an outage; the message says what was lost.',
    fix: 'Nothing to do.',
  },
} as const satisfies Record<string, CodeEntry>;
export type WarningKey = keyof typeof WARNING_CODES;

/** Codes of former releases. They must never come back with another meaning. */
export const RETIRED_CODES: readonly string[] = [];
