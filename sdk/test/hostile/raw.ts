import { Child } from '../support/child.ts';
import { FIXTURE_NODE } from '../support/paths.ts';
import { appFile } from './apps.ts';

/** What one value of 100 MB costs who logs it. */
export interface Cost {
  readonly name: string;
  readonly heldMs: number;
  readonly extraBytes: number;
}

/** Time that a raw part is given for one line. */
export const LINE_PATIENCE_MS = 30_000;
/** And for what it does end at some time. */
const PATIENCE_MS = 240_000;
/** The largest of the large values, by the name in `apps/large.mjs`. */
export const LARGE = [
  'message',
  'message full of quotes',
  'text field',
  'array as the object',
  'bytes as the object',
  'error with such a message',
];

/** What a program says under a key, or how it ended instead. */
export async function answerOf<Value>(
  file: string,
  key: string,
  args: readonly string[] = [],
  patienceMs = PATIENCE_MS,
): Promise<Value | string> {
  const child = new Child(appFile(file), {
    node: FIXTURE_NODE,
    nodeArgs: ['--expose-gc'],
    args,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const answer = (): unknown =>
    child.messages.find((message) => Object.hasOwn(message as object, key));
  try {
    await child.until(() => answer() !== undefined, patienceMs);
    return (answer() as Record<string, Value>)[key] as Value;
  } catch (error) {
    return String(error).includes('ended too early') ? 'ends the process' : 'no answer';
  } finally {
    child.kill('SIGKILL');
    await child.exited;
  }
}

export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
