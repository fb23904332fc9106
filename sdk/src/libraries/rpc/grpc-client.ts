import { ATTR, RPC } from '../../contract/index.ts';
import type { Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import { Remembered } from '../remembered.ts';
import { CLIENT_CALL, GRPC, methodName, STATUS_OK, statusName } from './grpc-call.ts';
import { grpcPlace } from './grpc-place.ts';

const SERIES = Symbol('sightline.series');
const METHODS_MAX = 500;

interface Channel {
  getTarget(): string;
  /** What calls of each method count as; a channel stays with its target. */
  [SERIES]?: Remembered<CalledMethod>;
}

interface CalledMethod {
  readonly series: OperationSeries;
  readonly host: string | undefined;
}

interface Metadata {
  clone(): Metadata;
  set(name: string, value: string): void;
}

interface Listener {
  onReceiveMetadata(metadata: unknown): void;
  onReceiveMessage(message: unknown): void;
  onReceiveStatus(status: { readonly code?: unknown }): void;
}

interface Call {
  start(metadata: Metadata, listener: Listener): unknown;
}

type CreateCall = (this: Channel, ...args: unknown[]) => Call;

/**
 * Calls are watched where they meet the channel, below the interceptors of the application: every
 * client of the process comes by here, whenever its class was made.
 */
export function watchGrpcClient(channel: unknown, kit: Kit): boolean {
  const { prototype } = (channel ?? {}) as { prototype?: object };
  return wrapMethod(prototype, 'createCall', (original: CreateCall) => {
    return function createCall(this: Channel, ...args: unknown[]) {
      const call = Reflect.apply(original, this, args);
      try {
        watchCall(call, calledMethod(this, String(args[0]), kit), kit);
      } catch {
        // A call of an unexpected shape is not observed.
      }
      return call;
    };
  });
}

function calledMethod(channel: Channel, path: string, { hooks }: Kit): CalledMethod {
  channel[SERIES] ??= new Remembered(METHODS_MAX);
  return channel[SERIES].get(path, () => {
    const { address, port } = grpcPlace(channel.getTarget());
    const method = methodName(path);
    const series = hooks.series(CLIENT_CALL, method, {
      [RPC.system]: GRPC,
      [RPC.method]: method,
      [ATTR.serverAddress]: address,
      [ATTR.serverPort]: port,
    });
    return { series, host: address };
  });
}

function watchCall(call: Call, { series, host }: CalledMethod, kit: Kit): void {
  const { start } = call;
  const { hooks } = kit;
  if (typeof start !== 'function') return;
  call.start = function startObserved(this: Call, metadata, listener) {
    const operation = hooks.begin(series);
    if (operation === undefined) return Reflect.apply(start, this, [metadata, listener]);
    const sent = withContext(metadata, operation, host, kit);
    try {
      return Reflect.apply(start, this, [sent, withEnd(listener, operation, kit)]);
    } catch (error) {
      hooks.end(operation, error);
      throw error;
    }
  };
}

/** The caller may use its own metadata for other calls as well. */
function withContext(
  metadata: Metadata,
  operation: Operation,
  host: string | undefined,
  { hooks }: Kit,
): Metadata {
  let sent = metadata;
  try {
    sent = metadata.clone();
    hooks.inject(operation, (name, value) => put(sent, name, value), host);
  } catch {
    // Metadata of an unexpected shape goes out as it is.
  }
  return sent;
}

function put(metadata: Metadata, name: string, value: string): void {
  try {
    metadata.set(name, value);
  } catch {
    // A value that metadata may not hold stays at home.
  }
}

/** What comes back comes from the connection: it must run where the caller was. */
function withEnd(listener: Listener, operation: Operation, { hooks }: Kit): Listener {
  // One bound function for all three, since binding costs more than calling.
  const tell = hooks.bind((name: keyof Listener, value: never) => listener[name](value));
  return {
    onReceiveMetadata: (metadata) => tell('onReceiveMetadata', metadata as never),
    onReceiveMessage: (message) => tell('onReceiveMessage', message as never),
    onReceiveStatus: (status) => {
      const name = statusName(status?.code);
      const errorType = name === STATUS_OK ? undefined : name;
      hooks.end(operation, undefined, { errorType, status: name });
      tell('onReceiveStatus', status as never);
    },
  };
}
