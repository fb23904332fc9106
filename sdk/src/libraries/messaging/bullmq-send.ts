import { MESSAGING } from '../../contract/index.ts';
import type { Kit } from '../adapter.ts';
import { destinationName } from './destination-name.ts';
import type { Destinations } from './destination.ts';
import { copyOf, endFailed, runHandler } from './handler.ts';

interface Work {
  readonly kit: Kit;
  readonly destinations: Destinations;
}

interface Queue {
  readonly name?: string;
}

interface JobToAdd {
  readonly queueName?: string;
  readonly opts?: unknown;
  readonly children?: unknown;
}

interface Options {
  /** A job that makes the next one of its kind, which is a trace of its own. */
  readonly repeat?: unknown;
  readonly telemetry?: { readonly omitContext?: unknown };
}

type Method = (this: Queue, ...args: unknown[]) => unknown;
type Flow = readonly JobToAdd[];

export function addOf(original: Method, work: Work): Method {
  return function add(name, data, options, ...rest) {
    return send(work, [this.name], (context) =>
      Reflect.apply(original, this, [name, data, withContext(options, context), ...rest]),
    );
  };
}

export function addBulkOf(original: Method, work: Work): Method {
  return function addBulk(jobs, ...rest) {
    if (!Array.isArray(jobs)) return Reflect.apply(original, this, [jobs, ...rest]);
    const names = jobs.map(() => this.name);
    return send(work, names, (context) =>
      Reflect.apply(original, this, [treeWithContext(jobs as Flow, context), ...rest]),
    );
  };
}

export function addFlowOf(original: Method, work: Work): Method {
  return function add(flow, ...rest) {
    if (!isJob(flow)) return Reflect.apply(original, this, [flow, ...rest]);
    return send(work, queuesOf([flow]), (context) =>
      Reflect.apply(original, this, [treeWithContext([flow], context)[0], ...rest]),
    );
  };
}

export function addFlowsOf(original: Method, work: Work): Method {
  return function addBulk(flows, ...rest) {
    if (!Array.isArray(flows)) return Reflect.apply(original, this, [flows, ...rest]);
    return send(work, queuesOf(flows as Flow), (context) =>
      Reflect.apply(original, this, [treeWithContext(flows as Flow, context), ...rest]),
    );
  };
}

/** One sending, whatever it makes: named by the first queue, counted for each. */
function send(
  { kit, destinations }: Work,
  queues: readonly (string | undefined)[],
  make: (context: string) => unknown,
): unknown {
  const of = (name: string | undefined) => destinations.of(destinationName(name));
  const operation = kit.hooks.begin(of(queues[0]).send);
  if (operation === undefined) return make('');
  const context: Record<string, string> = {};
  kit.hooks.inject(operation, (name, value) => {
    context[name] = value;
  });
  operation.attributes = { [MESSAGING.batchSize]: queues.length > 1 ? queues.length : undefined };
  return runHandler(
    kit,
    operation,
    () => make(JSON.stringify(context)),
    (failure, made) => {
      const errorType = failure && endFailed(kit, operation, failure.error);
      for (const name of queues) of(name).sent(1, errorType);
      if (failure !== undefined) return;
      const { id } = (made ?? {}) as { id?: unknown };
      if (typeof id === 'string') {
        operation.attributes = { ...operation.attributes, [MESSAGING.messageId]: id };
      }
      kit.hooks.end(operation);
    },
  );
}

/** The options with the trace where the library keeps it; they belong to the caller. */
function withContext(options: unknown, context: string): unknown {
  const { repeat, telemetry } = (options ?? {}) as Options;
  if (context === '' || Boolean(repeat) || Boolean(telemetry?.omitContext)) return options;
  const copy = copyOf(options);
  copy['telemetry'] = { ...telemetry, metadata: context };
  return copy;
}

function isJob(value: unknown): value is JobToAdd {
  return typeof value === 'object' && value !== null;
}

function treeWithContext(jobs: Flow, context: string): unknown[] {
  return jobs.map((job) => {
    if (!isJob(job)) return job;
    const copy = copyOf(job);
    copy['opts'] = withContext(job.opts, context);
    if (Array.isArray(job.children)) copy['children'] = treeWithContext(job.children, context);
    return copy;
  });
}

function queuesOf(jobs: Flow): (string | undefined)[] {
  return jobs.flatMap((job) =>
    isJob(job)
      ? [job.queueName, ...(Array.isArray(job.children) ? queuesOf(job.children) : [])]
      : [],
  );
}
