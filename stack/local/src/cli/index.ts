/** What the command `sightline` hands on to this package. */
import { CommandError, UsageError, type Command } from './command.ts';
import { LOGS } from './logs.ts';
import { PROMQLTEST } from './promqltest.ts';
import { QUERY } from './query.ts';
import { TRACES } from './traces.ts';
import { EXPORT, IMPORT } from './transfer.ts';
import { UP } from './up.ts';
import { StartError } from '../up/options.ts';

const COMMANDS: readonly Command[] = [UP, QUERY, LOGS, TRACES, EXPORT, IMPORT, PROMQLTEST];

/** Runs a verb with its arguments; resolves to the exit code and never rejects. */
export async function run(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args;
  const command = COMMANDS.find(({ name }) => name === verb);
  if (command === undefined) {
    const known = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}\n`).join('');
    console.error(`"${verb ?? ''}" is no verb of the local stack. Verbs:\n${known}`);
    return 2;
  }
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (own.includes('--help') || own.includes('-h')) {
    console.log(command.help);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UsageError) console.error(`${message}\n\n${command.help}`);
    else if (error instanceof CommandError || error instanceof StartError) console.error(message);
    else console.error(error);
    return error instanceof UsageError ? 2 : 1;
  }
}
