import { channel, type Channel } from 'node:diagnostics_channel';

import { recordOf } from '../record/index.ts';

interface FastifyRequest {
  readonly routeOptions: { readonly url?: string };
}
interface FastifyReply {
  readonly raw: object;
}
type Next = () => void;
interface FastifyInstance {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, next: Next) => void,
  ): unknown;
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: unknown, next: Next) => void,
  ): unknown;
  addHook(
    name: 'onRoute',
    hook: (route: { method: string | string[]; url: string }) => void,
  ): unknown;
}

export interface FastifyWatcher {
  onRoute(methods: readonly string[], url: string): void;
}

const CONTEXT_DESCRIPTION = 'fastify.context';
let contextSymbol: symbol | undefined;

/**
 * The template of the route that a request matched. Fastify's public getter builds an object with
 * twelve fields per call, so the value is read where that getter reads it, and the getter is the
 * fallback.
 */
function templateOf(request: FastifyRequest): string | undefined {
  type Context = { config?: { url?: string } } | undefined;
  const held = request as unknown as Record<symbol, Context>;
  let context = contextSymbol === undefined ? undefined : held[contextSymbol];
  if (context === undefined) {
    contextSymbol = Object.getOwnPropertySymbols(request).find(
      (symbol) => symbol.description === CONTEXT_DESCRIPTION,
    );
    context = contextSymbol === undefined ? undefined : held[contextSymbol];
  }
  return context === undefined ? request.routeOptions.url : context.config?.url;
}

function hookInto(fastify: FastifyInstance, watcher: FastifyWatcher): void {
  // First hook of the root instance: it also sees requests that a later hook refuses.
  fastify.addHook('onRequest', function sightlineRoute(request, reply, next) {
    const record = recordOf(reply.raw);
    if (record !== undefined) record.route = templateOf(request);
    next();
  });
  fastify.addHook('onError', function sightlineError(_request, reply, error, next) {
    const record = recordOf(reply.raw);
    if (record !== undefined) record.error ??= error;
    next();
  });
  fastify.addHook('onRoute', ({ method, url }) => {
    watcher.onRoute(Array.isArray(method) ? method : [method], url);
  });
}

interface HandlerMessage {
  readonly reply: FastifyReply;
  readonly route: { readonly url: string };
}

/**
 * Watches every Fastify instance made from now on, and those made before by the handler's channel.
 */
export function watchFastify(watcher: FastifyWatcher): () => void {
  const initialization = channel('fastify.initialization');
  const handler: Channel = channel('tracing:fastify.request.handler:start');

  const onHandler = (message: unknown): void => {
    const { reply, route } = message as HandlerMessage;
    const record = recordOf(reply.raw);
    if (record !== undefined) record.route ??= route.url;
  };
  const onInitialization = (message: unknown): void => {
    // The usual case from here on: the instance's own hooks are cheaper than the channel.
    handler.unsubscribe(onHandler);
    try {
      hookInto((message as { fastify: FastifyInstance }).fastify, watcher);
    } catch {
      handler.subscribe(onHandler);
    }
  };
  handler.subscribe(onHandler);
  initialization.subscribe(onInitialization);
  return () => {
    handler.unsubscribe(onHandler);
    initialization.unsubscribe(onInitialization);
  };
}
