import { routerOf, stackOf, type LayerHandle } from './express-routes.ts';
import { recordOf, type RequestRecord } from '../record/index.ts';

type Done = (error?: unknown) => void;
type Handle = (this: unknown, req: unknown, res: unknown, done: Done) => unknown;
type HandleError = (
  this: unknown,
  error: unknown,
  req: unknown,
  res: unknown,
  next: Done,
) => unknown;

const PATCHED = Symbol('sightline.patched');

/**
 * Learns from Express what only it knows: the error behind a 500, and that no route answered. It
 * wraps two methods on the prototypes of the router in use, which are reached through the
 * application itself; the error method runs only while an error is pending.
 */
export function watchExpress(listener: unknown): void {
  const app = listener as LayerHandle | undefined;
  if (app === undefined || stackOf(app) === undefined) return;
  const router = routerOf(app) ?? app;
  patch(ownerOf(router, 'handle'), 'handle', wrapHandle);
  const [layer] = stackOf(app) ?? [];
  for (const name of ['handleError', 'handle_error'] as const) {
    patch(ownerOf(layer, name), name, wrapHandleError);
  }
}

/** The object on the prototype chain that holds a method itself. */
function ownerOf(
  start: object | null | undefined,
  name: string,
): Record<string, unknown> | undefined {
  let at: object | null = start ?? null;
  for (; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return at as Record<string, unknown>;
  }
  return undefined;
}

function patch<Method>(
  owner: Record<string, unknown> | undefined,
  name: string,
  wrap: (original: Method) => Method,
): void {
  const original = owner?.[name];
  if (owner === undefined || typeof original !== 'function' || PATCHED in original) return;
  const wrapped = wrap(original as Method);
  Object.defineProperty(wrapped, PATCHED, { value: true });
  owner[name] = wrapped;
}

function wrapHandle(original: Handle): Handle {
  return function handle(this: unknown, req, res, done) {
    const record = recordOf(res);
    if (record === undefined || record.routing || typeof done !== 'function') {
      return original.call(this, req, res, done);
    }
    record.routing = true;
    return original.call(this, req, res, (error?: unknown) => {
      record.routing = false;
      if (error) noteError(record, error);
      else record.unrouted = true;
      done(error);
    });
  };
}

function wrapHandleError(original: HandleError): HandleError {
  return function handleError(this: unknown, error, req, res, next) {
    const record = recordOf(res);
    if (record !== undefined) noteError(record, error);
    return original.call(this, error, req, res, next);
  };
}

function noteError(record: RequestRecord, error: unknown): void {
  record.error ??= error;
}
