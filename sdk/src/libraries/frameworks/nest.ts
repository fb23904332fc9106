import { recordOf } from '../../record/index.ts';
import type { LibraryAdapter } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';

interface Handler {
  readonly ExceptionsHandler?: { readonly prototype?: object };
}

interface Host {
  getArgByIndex(index: number): unknown;
}

type Next = (this: unknown, error: unknown, host: Host, ...rest: unknown[]) => unknown;

const FILE = 'exceptions/exceptions-handler';
const RESPONSE = 1;

/**
 * Routes come from Express or Fastify below. Errors end in Nest's own filters, so that those below
 * never hear of them.
 */
export const nest: LibraryAdapter = {
  name: '@nestjs/core',
  from: 10,
  way: 'below',
  gives: 'server requests with route templates; thrown errors (ES modules: by node --import)',
  modules: [{ file: FILE, patch: (exports: Handler) => patchHandler(exports) }],
  esModules: [
    {
      file: `${FILE}.js`,
      bindings: ['ExceptionsHandler'],
      patch: (bindings: Handler) => patchHandler(bindings),
    },
  ],
};

function patchHandler({ ExceptionsHandler }: Handler): boolean {
  return wrapMethod(ExceptionsHandler?.prototype, 'next', (original: Next) => {
    return function next(this: unknown, error, host, ...rest) {
      note(error, host);
      return Reflect.apply(original, this, [error, host, ...rest]);
    };
  });
}

function note(error: unknown, host: Host): void {
  try {
    const response = host.getArgByIndex(RESPONSE);
    const record = recordOf(response) ?? recordOf((response as { raw?: unknown }).raw);
    if (record !== undefined) record.error ??= error;
  } catch {
    // Not a request of an HTTP server.
  }
}
