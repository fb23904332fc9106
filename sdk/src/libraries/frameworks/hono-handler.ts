import { recordOf, type RequestRecord } from '../../record/index.ts';
import { isPromise } from '../patching.ts';

/** What Hono keeps of a route. */
export interface Route {
  readonly path: string;
  readonly method: string;
}

interface Context {
  readonly error?: unknown;
  /** Of `@hono/node-server`. */
  readonly env?: { readonly outgoing?: object };
}

type Next = (...args: unknown[]) => unknown;
export type Handler = (context: Context, next: Next, ...rest: unknown[]) => unknown;

/** Hono's mark of a handler inside of one that catches errors for its own application. */
const COMPOSED = '__COMPOSED_HANDLER';
const ALL = 'ALL';
const MOUNT_END = /\/?\*$/;

/** Where a request is in its application. */
class Place {
  /** Of the handler that has it now; nobody does between two of them. */
  template: string | undefined = undefined;
  #context: Context | undefined = undefined;
  #path = '';
  #base = '';

  enter(context: Context, path: string, isRoute: boolean): void {
    // Another context: an application that is mounted at the handler that has the request.
    if (this.#context !== context) this.#base += this.#path.replace(MOUNT_END, '');
    this.#context = context;
    this.#path = path;
    const isWhole = path.startsWith(`${this.#base}/`);
    this.template = isRoute ? (isWhole ? path : this.#base + path) : undefined;
  }
}

const places = new WeakMap<RequestRecord, Place>();
const observers = new WeakSet<Handler>();

export function isObserved(handler: Handler): boolean {
  return observers.has(handler);
}

/** The handler, telling the record of its request where it is and what it throws. */
export function observeHandler(handler: Handler, route: Route): Handler {
  const isRoute = !isMiddleware(handler, route);
  const observer: Handler = (context, next, ...rest) => {
    const record = recordOf(context?.env?.outgoing);
    if (record === undefined) return handler(context, next, ...rest);
    const place = placeOf(record);
    place.enter(context, route.path, isRoute);
    const passOn: Next = (...args) => {
      place.template = undefined;
      return next(...args);
    };
    let result: unknown;
    try {
      result = handler(context, passOn, ...rest);
    } catch (error) {
      record.error ??= error;
      throw error;
    }
    if (isPromise(result)) {
      result.then(
        () => {
          record.error ??= context.error;
        },
        (error: unknown) => {
          record.error ??= error;
        },
      );
    }
    return result;
  };
  observers.add(observer);
  return observer;
}

function placeOf(record: RequestRecord): Place {
  const known = places.get(record);
  if (known !== undefined) return known;
  const place = new Place();
  places.set(record, place);
  record.findRoute = () => place.template;
  return place;
}

/**
 * Hono treats `use` and `all` alike. It tells them apart itself by the second parameter, where it
 * lists routes: who takes `next` is middleware, whose pattern is no route.
 */
export function isMiddleware(handler: Handler, { method }: Route): boolean {
  const inner = (handler as Handler & { [COMPOSED]?: unknown })[COMPOSED];
  return method === ALL && (typeof inner === 'function' ? inner : handler).length > 1;
}
