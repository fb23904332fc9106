import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CLIENT_HELP, CLIENT_OPTIONS, findStack, since } from './client.ts';
import { CommandError, readArgs, UsageError, type Command } from './command.ts';

const TIMEOUT_MS = 600_000;

/** What an import brought in, as the server tells it. */
interface Imported {
  readonly spans: number;
  readonly logs: number;
  readonly samples: number;
  readonly broken: number;
  readonly reason: string;
}

export const EXPORT: Command = {
  name: 'export',
  summary: 'write a time slice of everything to one file',
  help: `Usage: sightline export FILE [options]

Writes logs, spans and samples of a stretch of time to one compressed file that
\`sightline import\` and \`sightline up --load\` show elsewhere.

  --since DURATION   how far back (default 15m)
${CLIENT_HELP}
`,
  async run(args) {
    const { values, positionals } = readArgs(args, {
      ...CLIENT_OPTIONS,
      since: { type: 'string', default: '15m' },
    });
    const file = oneFile(positionals);
    const stack = await findStack(values);
    const answer = await stack.request('/api/export', since(values.since), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = Readable.fromWeb(answer.body as ReadableStream<Uint8Array>);
    try {
      await pipeline(body, createWriteStream(file, { mode: 0o600 }));
    } catch (error) {
      throw new CommandError(`${file} could not be written: ${(error as Error).message}`);
    }
    const { size } = await stat(file);
    if (values.json) console.log(JSON.stringify({ file, bytes: size }));
    else
      console.log(`${file}: ${(size / 1024).toFixed(0)} kB. Show it: sightline up --load ${file}`);
    return 0;
  },
};

export const IMPORT: Command = {
  name: 'import',
  summary: 'bring such a file into a running stack',
  help: `Usage: sightline import FILE [options]

Brings what \`sightline export\` wrote into the running stack. Items keep their times: choose the
time range of the slice on the page.

${CLIENT_HELP}
`,
  async run(args) {
    const { values, positionals } = readArgs(args, CLIENT_OPTIONS);
    const file = oneFile(positionals);
    await stat(file).catch(() => {
      throw new UsageError(`${file}: there is no such file`);
    });
    const stack = await findStack(values);
    // Bodies that are streams need `duplex`, which the type of requests does not know.
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      body: Readable.toWeb(createReadStream(file)),
      duplex: 'half',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    const answer = await stack.request('/api/import', {}, init);
    const imported = (await answer.json()) as Imported;
    const { spans, logs, samples, broken, reason } = imported;
    if (values.json) console.log(JSON.stringify(imported));
    else {
      console.log(`${logs} log lines, ${spans} spans and ${samples} samples came in.`);
      if (broken > 0) console.error(`${broken} records could not be read; the last: ${reason}`);
    }
    return broken > 0 && spans + logs + samples === 0 ? 1 : 0;
  },
};

function oneFile(positionals: readonly string[]): string {
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('One file has to be named.');
  return file;
}
