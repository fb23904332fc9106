import { parseArgs } from 'node:util';

export interface ShopOptions {
  /** End after this many shown requests; undefined = until told to stop. */
  readonly requests: number | undefined;
}

export const USAGE = `Usage: npm start -- [--requests N]

Starts two observed services with some traffic and shows, request by request, the log lines,
the histogram series that moved and the trace: all under one trace id.

  --requests N   end after N shown requests
`;

export class UsageError extends Error {}

export function parseOptions(args: string[]): ShopOptions | 'help' {
  try {
    const { values } = parseArgs({
      args,
      options: { requests: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) return 'help';
    return { requests: positive(values.requests) };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--requests: "${text}" is not a whole number above 0`);
}
