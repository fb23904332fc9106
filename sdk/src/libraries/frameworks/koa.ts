import { recordOf } from '../../record/index.ts';
import type { Kit, LibraryAdapter } from '../adapter.ts';
import { isPromise, watchPromise, wrapMethod } from '../patching.ts';
import { koaRoute, koaRoutes, type KoaContext } from './koa-route.ts';

type CreateContext = (this: unknown, ...args: unknown[]) => KoaContext;
type Emit = (this: unknown, event: unknown, ...args: unknown[]) => unknown;
type Callback = (this: Application, ...args: unknown[]) => unknown;
type Use = (this: Application, middleware: unknown, ...rest: unknown[]) => unknown;
type Middleware = (this: unknown, context: KoaContext, ...rest: unknown[]) => unknown;

interface Application {
  readonly middleware?: unknown[];
}

export const koa: LibraryAdapter = {
  name: 'koa',
  from: 2,
  way: 'patch',
  gives: 'server requests with route templates of @koa/router and koa-router, thrown errors',
  modules: [{ patch: patchKoa }],
};

function patchKoa({ prototype }: { prototype?: object }, kit: Kit): boolean {
  const isRouted = wrapMethod(prototype, 'createContext', (original: CreateContext) => {
    return function createContext(this: unknown, ...args: unknown[]) {
      const context = Reflect.apply(original, this, args);
      const record = recordOf(args[1]);
      if (record !== undefined) record.findRoute = () => koaRoute(context);
      return context;
    };
  });
  // What nobody caught is told to the application, and so is what somebody passed on.
  wrapMethod(prototype, 'emit', (original: Emit) => {
    return function emit(this: unknown, event: unknown, ...args: unknown[]) {
      if (event === 'error') noteError(args[1] as KoaContext | undefined, args[0]);
      return Reflect.apply(original, this, [event, ...args]);
    };
  });
  // The application is about to serve, and knows its routes.
  wrapMethod(prototype, 'callback', (original: Callback) => {
    return function callback(this: Application, ...args: unknown[]) {
      declareRoutes(this, kit);
      return Reflect.apply(original, this, args);
    };
  });
  wrapMethod(prototype, 'use', (original: Use) => {
    return function use(this: Application, ...args: [unknown]) {
      const result = Reflect.apply(original, this, args);
      const { middleware } = this;
      const last = middleware?.at(-1);
      if (middleware !== undefined && last === args[0])
        middleware[middleware.length - 1] = noting(last);
      return result;
    };
  });
  return isRouted;
}

function declareRoutes({ middleware = [] }: Application, { declareRoute }: Kit): void {
  try {
    for (const { methods, template } of koaRoutes(middleware)) declareRoute(methods, template);
  } catch {
    // A router of an unexpected shape: its errors show when they happen.
  }
}

/** The innermost middleware that fails tells why, whatever those around it make of it. */
function noting(middleware: unknown): unknown {
  const holder = { middleware };
  wrapMethod(holder, 'middleware', (original: Middleware) => {
    return function observed(this: unknown, ...args: [KoaContext]) {
      let result: unknown;
      try {
        result = Reflect.apply(original, this, args);
      } catch (error) {
        noteError(args[0], error);
        throw error;
      }
      if (!isPromise(result)) return result;
      return watchPromise(result, (error) => noteError(args[0], error));
    };
  });
  return holder.middleware;
}

function noteError(context: KoaContext | undefined, error: unknown): void {
  const record = recordOf(context?.res);
  // The end of the connection is no error of the application.
  const isConnection = error === context?.req?.socket?.errored;
  if (record !== undefined && !isConnection) record.error ??= error;
}
