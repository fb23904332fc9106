import { spawn } from 'node:child_process';
import { startStack, type Stack } from '../up/stack.ts';
import { limitYoungGeneration } from '../up/young.ts';
import type { Command } from './command.ts';
import { readUpOptions, UP_HELP, type UpOptions } from './up-options.ts';

export const UP: Command = {
  name: 'up',
  summary: 'start the local stack, and your services beside it',
  help: UP_HELP,
  async run(args) {
    const options = readUpOptions(args);
    const over = Promise.withResolvers<number>();
    let asked = false;
    const leave = (): void => {
      // Whoever asks twice does not want to wait for services that take their time.
      if (asked) process.exit(130);
      asked = true;
      over.resolve(0);
    };
    process.on('SIGINT', leave).on('SIGTERM', leave);
    limitYoungGeneration();
    const stack = await startStack({
      ...options.stack,
      onNotice: (text) => console.error(`sightline: ${text}`),
    });
    try {
      console.error(introduction(stack));
      runCommand(stack, options, over.resolve);
      if (options.open) openBrowser(stack.endpoints.page);
      return await over.promise;
    } finally {
      await stack.close();
      process.off('SIGINT', leave).off('SIGTERM', leave);
    }
  },
};

/** The stack goes on when the command has ended: what it said is still to be looked at. */
function runCommand(
  stack: Stack,
  { command: [command, ...args], quiet }: UpOptions,
  end: (code: number) => void,
): void {
  if (command === undefined) return;
  stack.children.start({
    command,
    args,
    onOutput: (stream, bytes) => {
      if (!quiet) process[stream].write(bytes);
    },
    onEnd: (code) => {
      if (code === 127) end(code);
      else console.error(`sightline: the page stays at ${stack.endpoints.page}. Ctrl-C ends it.`);
    },
  });
}

export function introduction({ endpoints, token }: Stack): string {
  const { page, otlpGrpc, otlpHttp, bulk } = endpoints;
  const lines = [
    '',
    `  Sightline  ${page}`,
    '',
    `  OTLP gRPC  ${otlpGrpc ?? 'off'}`,
    `  OTLP HTTP  ${otlpHttp ?? 'off'}`,
    `  bulk       ${bulk}/_bulk`,
  ];
  if (token !== undefined) lines.push('', `  token      ${token}`);
  return [...lines, ''].join('\n');
}

/** Failing to open a browser is no failure: the address is printed. */
function openBrowser(url: string): void {
  const [command, ...args]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const opened = spawn(command, args, { stdio: 'ignore', detached: true });
  opened.once('error', () => {});
  opened.unref();
}
