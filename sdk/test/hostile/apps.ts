import { join } from 'node:path';
import type { Fixture } from '../support/fixture.ts';
import { TEST_FOLDER } from '../support/paths.ts';

/** A program of `apps/`. */
export function appFile(name: string): string {
  return join(TEST_FOLDER, 'hostile/apps', name);
}

/** What a program says of itself with `process.send({ [key]: value })`, once it does. */
export async function said<Value>(
  { child }: Fixture,
  key: string,
  timeoutMs: number,
): Promise<Value> {
  const find = (): unknown =>
    child.messages.find((message) => Object.hasOwn(message as object, key));
  await child.until(() => find() !== undefined, timeoutMs);
  return (find() as Record<string, Value>)[key] as Value;
}
