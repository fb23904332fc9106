import { OTHER_METHOD, RPC } from '../../contract/index.ts';
import { monotonicMs, type Operation, type OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { Remembered } from '../remembered.ts';
import {
  CANCELLED,
  DEADLINE_EXCEEDED,
  GRPC,
  HEALTH_CHECK,
  methodName,
  SERVED_CALL,
  SERVER_ERRORS,
  statusName,
} from './grpc-call.ts';
import { isOverdue } from './grpc-timeout.ts';

const METHODS_MAX = 500;
const HEALTH_SERVICE = 'grpc.health.v1.Health/';
const CONTENT_TYPE = 'application/grpc';

type Headers = Readonly<Record<string, string | undefined>>;

interface Http2Stream {
  emit: (...args: unknown[]) => boolean;
  once(event: 'close', listener: () => void): unknown;
  readonly sentHeaders?: Headers;
  readonly sentTrailers?: Headers;
}

interface Server {
  readonly handlers?: { has(path: string): boolean };
}

interface Handler {
  readonly func?: (...args: unknown[]) => unknown;
}

type Enter = (this: Server, ...args: unknown[]) => unknown;
type RunHandler = (this: Server, call: unknown, handler: Handler, ...rest: unknown[]) => unknown;

/** Calls are watched from the arrival of their stream to its end, whoever answers them. */
export function watchGrpcServer(server: unknown, kit: Kit): boolean {
  const { prototype } = (server ?? {}) as { prototype?: object };
  const watch = new ServerWatch(kit);
  // With and without the statistics of `channelz`.
  const isSeen = ['_channelzHandler', '_streamHandler'].map((name) =>
    wrapMethod(prototype, name, (original: Enter) => watch.enterOf(original)),
  );
  wrapMethod(prototype, '_runHandlerForCall', (original: RunHandler) =>
    watch.runHandlerOf(original),
  );
  return isSeen.every(Boolean);
}

class ServerWatch {
  readonly #kit: Kit;
  readonly #series = new Remembered<OperationSeries>(METHODS_MAX);
  /** The call whose stream is being taken in: that happens synchronously. */
  #entering: Operation | undefined;

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  enterOf(original: Enter): Enter {
    const watch = this;
    return function enter(this: Server, ...args) {
      const operation = watch.#begin(this, args);
      if (operation === undefined) return Reflect.apply(original, this, args);
      watch.#entering = operation;
      try {
        return watch.#kit.hooks.run(operation, () => Reflect.apply(original, this, args));
      } finally {
        watch.#entering = undefined;
      }
    };
  }

  /** Learns what the handler threw or answered with: the status tells its message only. */
  runHandlerOf(original: RunHandler): RunHandler {
    const watch = this;
    return function runHandlerForCall(this: Server, call, handler, ...rest) {
      const operation = watch.#entering;
      const func = handler?.func;
      if (operation === undefined || typeof func !== 'function') {
        return Reflect.apply(original, this, [call, handler, ...rest]);
      }
      const observed = (...args: unknown[]): unknown => {
        const note = noteInto(operation);
        watchStreamError(args[0], note);
        if (typeof args[1] === 'function') args[1] = withNote(args[1] as Respond, note);
        try {
          return Reflect.apply(func, handler, args);
        } catch (error) {
          note(error);
          throw error;
        }
      };
      return Reflect.apply(original, this, [call, { ...handler, func: observed }, ...rest]);
    };
  }

  #begin(server: Server, args: readonly unknown[]): Operation | undefined {
    const { hooks } = this.#kit;
    try {
      // Interceptors come first in versions that know them.
      const at = args.findIndex((arg) => typeof (arg as Http2Stream)?.emit === 'function');
      const [stream, headers] = args.slice(at) as [Http2Stream, Headers];
      const path = headers[':path'];
      const isGrpc = headers['content-type']?.startsWith(CONTENT_TYPE) === true;
      if (!isGrpc || path === undefined) return undefined;
      const method = server.handlers?.has(path) === true ? methodName(path) : OTHER_METHOD;
      const operation = hooks.beginFrom(this.#seriesOf(method), headers);
      if (operation.series.kind === HEALTH_CHECK) operation.sampled = false;
      this.#watchStream(operation, stream, headers['grpc-timeout']);
      return operation;
    } catch {
      return undefined;
    }
  }

  #seriesOf(method: string): OperationSeries {
    return this.#series.get(method, () => {
      const kind = method.startsWith(HEALTH_SERVICE) ? HEALTH_CHECK : SERVED_CALL;
      const name = method === OTHER_METHOD ? GRPC : method;
      return this.#kit.hooks.series(kind, name, { [RPC.system]: GRPC, [RPC.method]: method });
    });
  }

  /**
   * Everything about a call (its messages, its end, its cancellation) reaches the application by
   * events of its stream, which come from the connection.
   */
  #watchStream(operation: Operation, stream: Http2Stream, timeout: string | undefined): void {
    const { hooks } = this.#kit;
    const { emit } = stream;
    const { context } = operation;
    stream.emit = function emitInCall(this: Http2Stream, ...args) {
      // Most events follow from others that are inside already.
      if (hooks.active === context) return Reflect.apply(emit, this, args);
      return hooks.run(operation, () => Reflect.apply(emit, this, args));
    };
    stream.once('close', () => {
      const code = stream.sentTrailers?.['grpc-status'] ?? stream.sentHeaders?.['grpc-status'];
      const unsent = isOverdue(timeout, monotonicMs() - operation.startMs)
        ? DEADLINE_EXCEEDED
        : CANCELLED;
      const status = code === undefined ? unsent : statusName(code);
      if (SERVER_ERRORS.has(status)) {
        hooks.end(operation, operation.error, { errorType: status, status });
      } else {
        hooks.end(operation, undefined, { status });
      }
    });
  }
}

type Note = (error: unknown) => void;
type Respond = (error: unknown, ...rest: unknown[]) => unknown;

function noteInto(operation: Operation): Note {
  return (error) => {
    operation.error ??= error;
  };
}

function withNote(respond: Respond, note: Note): Respond {
  return (error, ...rest) => {
    if (error) note(error);
    return respond(error, ...rest);
  };
}

interface Emitter {
  listenerCount(event: 'error'): number;
  prependListener(event: 'error', listener: Note): unknown;
}

/** gRPC listens for errors of streams that it answers; where nobody does, neither may we. */
function watchStreamError(stream: unknown, note: Note): void {
  const emitter = stream as Partial<Emitter> | undefined;
  if (typeof emitter?.listenerCount !== 'function' || emitter.listenerCount('error') === 0) return;
  emitter.prependListener?.('error', note);
}
