import { expect, test } from 'vitest';
import { appFile } from '../hostile/apps.ts';
import { Child } from '../support/child.ts';
import { FIXTURE_NODE } from '../support/paths.ts';

// What the parts under the SDK do with the inputs of `hostile/`, for the page on reliability. The
// assertions say why the SDK stands between: should one fail, a part has learned something.

/** Time that a raw part is given for one line. */
const LINE_PATIENCE_MS = 30_000;
/** And for what it does end at some time. */
const PATIENCE_MS = 240_000;
/** The largest of the large values, by the name in `apps/large.mjs`. */
const LARGE = [
  'message',
  'message full of quotes',
  'text field',
  'array as the object',
  'bytes as the object',
  'error with such a message',
];

/** What a program says under a key, or how it ended instead. */
async function answerOf<Value>(
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

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

test('pino throws into the application and writes lines that are no JSON', async () => {
  const counts = await answerOf<Record<string, number>>('values-pino.mjs', 'counts');
  console.log('hostile values by pino alone:', counts);
  expect(counts).toMatchObject({
    threw: expect.any(Number),
    noJson: expect.any(Number),
    polluted: 0,
  });
  const { threw = 0, noJson = 0 } = counts as Record<string, number>;
  expect(Math.min(threw, noJson)).toBeGreaterThan(0);
});

test('pino writes out what nobody can read', async () => {
  const answers: unknown[] = [];
  for (const name of LARGE) {
    type Cost = readonly { readonly heldMs: number; readonly extraBytes: number }[];
    const costs = await answerOf<Cost>('large-pino.mjs', 'costs', [name], LINE_PATIENCE_MS);
    const [cost] = typeof costs === 'string' ? [] : costs;
    const told =
      cost === undefined
        ? String(costs)
        : `${cost.heldMs.toFixed(0)} ms, ${megabytes(cost.extraBytes)} more`;
    console.log(`100 MB as ${name} by pino alone: ${told}`);
    answers.push(costs);
  }
  expect(answers.some((answer) => typeof answer === 'string')).toBe(true);
});

test('prom-client keeps every value of a label, and holds the loop for its page', async () => {
  type Series = Readonly<Record<'count' | 'grownBytes' | 'pageBytes' | 'heldMs', number>>;
  const series = await answerOf<Series>('series-prom-client.mjs', 'series');
  if (typeof series === 'string') throw new Error(series);
  console.log(
    `${series.count} label values by prom-client alone: ${megabytes(series.grownBytes)} more, ` +
      `a page of ${megabytes(series.pageBytes)} that holds the loop ${series.heldMs.toFixed(0)} ms`,
  );
  expect(series.heldMs).toBeGreaterThan(500);
});
