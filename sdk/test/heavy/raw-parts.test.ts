import { expect, test } from 'vitest';
import { answerOf, LARGE, LINE_PATIENCE_MS, megabytes, type Cost } from '../hostile/raw.ts';

// What the parts under the SDK do with the inputs of `hostile/`, for the page on reliability. The
// assertions say why the SDK stands between: should one fail, a part has learned something.

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
    const costs = await answerOf<readonly Cost[]>(
      'large-pino.mjs',
      'costs',
      [name],
      LINE_PATIENCE_MS,
    );
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
