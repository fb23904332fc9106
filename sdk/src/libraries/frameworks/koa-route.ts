/** The parts of a context that a router and Koa leave behind. */
export interface KoaContext {
  readonly req?: { readonly socket?: { readonly errored?: unknown } };
  readonly res: { readonly statusCode: number; readonly headersSent: boolean };
  readonly method: string;
  readonly originalUrl: string;
  readonly response: { readonly _explicitStatus?: boolean };
  /** Layers of all routers that the path matched, middleware of routers included. */
  readonly matched?: readonly Layer[];
  /** Pattern of the layer that ran last, or what the application set. */
  readonly routerPath?: unknown;
  /** Pattern of the chosen route; newer routers: of the layer that ran last. */
  readonly _matchedRoute?: unknown;
  /** Of `koa-mount`. */
  readonly mountPath?: unknown;
}

interface Layer {
  readonly path: string | RegExp;
  readonly methods: readonly string[];
}

const NOT_FOUND = 404;
/** A route with more methods than this was declared for all there are. */
const ALL_METHODS = 10;

/** The pattern of the route that answered, as it was written, with all prefixes. */
export function koaRoute(context: KoaContext): string | undefined {
  const { _matchedRoute: chosen, routerPath, matched, response, res } = context;
  if (chosen === undefined || matched === undefined) return undefined;
  // Nobody set a status or a body: the routes that ran have passed the request on.
  const isDefault = response._explicitStatus !== true && res.statusCode === NOT_FOUND;
  if (isDefault && res.headersSent) return undefined;
  const routes = matched.filter(({ methods }) => methods.includes(context.method));
  // Middleware of the router that answers itself stands in for the route it guards.
  const layer =
    routes.findLast(({ path }) => path === routerPath) ??
    routes.findLast(({ path }) => path === chosen) ??
    routes.at(-1);
  return layer === undefined ? undefined : withMount(String(layer.path), context);
}

function withMount(template: string, { mountPath, originalUrl }: KoaContext): string {
  if (typeof mountPath !== 'string' || !originalUrl.startsWith(`${mountPath}/`)) return template;
  return mountPath + template;
}

/** Routes of the routers among an application's middleware. */
export function* koaRoutes(
  middleware: readonly unknown[],
): Generator<{ methods: readonly string[]; template: string }> {
  for (const one of middleware) {
    const { router } = one as { router?: { stack?: readonly Layer[] } };
    for (const { methods, path } of router?.stack ?? []) {
      if (methods.length > 0 && methods.length < ALL_METHODS)
        yield { methods, template: String(path) };
    }
  }
}
