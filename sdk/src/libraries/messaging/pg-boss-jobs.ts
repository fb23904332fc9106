import { wallClockMs } from '../../record/index.ts';

/** A job as a worker gets it; more of it only where the application asked for more. */
export interface Job {
  readonly id: string;
  readonly retryCount?: number;
  readonly retryLimit?: number;
  readonly createdOn?: Date;
  readonly startAfter?: Date;
}

/** What is kept with a job beside its data, in a column that applications do not see. */
export type Stored = Readonly<Record<string, string>>;

/** When the job could be taken: those that are to wait are not late. */
const READY_AT = 'sightline-ready-at';
const RETRY_LIMIT = 'sightline-retry-limit';

interface Request {
  readonly options?: {
    readonly startAfter?: unknown;
    readonly retryLimit?: unknown;
    readonly singletonNextSlot?: unknown;
  };
}

interface Manager {
  readonly queues?: Readonly<Record<string, { readonly retryLimit?: number } | undefined>> | null;
}

type Method<This> = (this: This, ...args: unknown[]) => unknown;

/** What is known of jobs besides what their handler is told. */
export class JobMemory {
  /** Of the job that is being made. */
  #request: Request | undefined;
  readonly #exhausted = new WeakMap<object, () => void>();
  readonly #limits = new WeakMap<object, number>();

  createJobOf(original: Method<Manager>): Method<Manager> {
    const memory = this;
    return function createJob(...args) {
      memory.#request = args[0] as Request;
      try {
        return Reflect.apply(original, this, args);
      } finally {
        memory.#request = undefined;
      }
    };
  }

  /** What goes into the job besides the trace. Called while the job is being made. */
  factsOfRequest(): Stored {
    const options = this.#request?.options;
    if (this.#request === undefined) return {};
    const readyAt = readyAtOf(options);
    const limit = options?.retryLimit;
    return {
      ...(readyAt === undefined ? {} : { [READY_AT]: String(Math.round(readyAt)) }),
      ...(typeof limit === 'number' ? { [RETRY_LIMIT]: String(limit) } : {}),
    };
  }

  /** A job that is about to be processed; `onExhausted` when it fails for good. */
  taken(job: Job, stored: Stored | undefined, onExhausted: () => void): void {
    this.#exhausted.set(job, onExhausted);
    const limit = job.retryLimit ?? Number(stored?.[RETRY_LIMIT]);
    if (Number.isFinite(limit)) this.#limits.set(job, limit);
  }

  /** Jobs that a worker gives up; where nobody said how often they may fail, the queue says it. */
  failOf(original: Method<Manager>): Method<Manager> {
    const memory = this;
    return function fail(...args) {
      const [name, jobs] = args;
      const ofQueue = this.queues?.[String(name)]?.retryLimit;
      for (const job of Array.isArray(jobs) ? (jobs as unknown[]) : []) {
        if (typeof job === 'object' && job !== null) memory.#failed(job as Job, ofQueue);
      }
      return Reflect.apply(original, this, args);
    };
  }

  #failed(job: Job, ofQueue: number | undefined): void {
    const limit = this.#limits.get(job) ?? ofQueue;
    const isLast = limit !== undefined && (job.retryCount ?? 0) >= limit;
    if (isLast) this.#exhausted.get(job)?.();
    this.#exhausted.delete(job);
  }
}

function readyAtOf(options: Request['options']): number | undefined {
  const { startAfter, singletonNextSlot } = options ?? {};
  const nowMs = wallClockMs();
  // The library puts it into a slot of its own choice.
  if (singletonNextSlot === true) return undefined;
  if (startAfter === undefined || startAfter === null) return nowMs;
  const seconds = Number(startAfter);
  if (Number.isFinite(seconds)) return nowMs + seconds * 1000;
  const at = Date.parse(String(startAfter));
  return Number.isNaN(at) ? undefined : at;
}

/** Undefined when nobody knows, or when it is tried again: the age would be that of the failure. */
export function readySinceMs(job: Job, stored: Stored | undefined): number | undefined {
  if ((job.retryCount ?? 0) > 0) return undefined;
  const { createdOn, startAfter } = job;
  if (createdOn instanceof Date) return Math.max(createdOn.getTime(), startAfter?.getTime() ?? 0);
  const readyAt = Number(stored?.[READY_AT]);
  return readyAt > 0 ? readyAt : undefined;
}
