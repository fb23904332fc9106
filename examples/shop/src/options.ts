import { parseArgs } from 'node:util';

export interface ShopOptions {
  /** End after this many answered requests; undefined = until told to stop. */
  readonly requests: number | undefined;
  /** Port of the page; undefined = the usual one or the next free one. */
  readonly port: number | undefined;
}

export const USAGE = `Usage: npm start -- [--requests N] [--port N]

Starts a shop of several services with some traffic, and the page that shows their logs, metrics and
traces. What it writes to disk goes when it ends.

  --requests N   end after N answered requests
  --port N       of the page (default 4319, or the next free one)
`;

export class UsageError extends Error {}

export function parseOptions(args: string[]): ShopOptions | 'help' {
  try {
    const { values } = parseArgs({
      args,
      options: {
        requests: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return 'help';
    return {
      requests: positive('--requests', values.requests),
      port: positive('--port', values.port),
    };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option}: "${text}" is not a whole number above 0`);
}
