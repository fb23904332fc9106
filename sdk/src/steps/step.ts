import { headOf } from '../context/index.ts';
import { STEP } from '../contract/index.ts';
import { PLAIN_STEP } from './kit.ts';
import { measured } from './measured.ts';

/** Names are labels, so they are short. */
export const NAME_MAX_LENGTH = 100;

export function nameOf(name: unknown): string {
  return headOf(String(name), NAME_MAX_LENGTH);
}

/**
 * A step of the business as a span and a duration: `sightline_step_duration_seconds{step,outcome}`.
 * What happens in it is its child. Names are labels: a fixed word, at most 100 characters, never an
 * id. What the work returns or throws is passed on as it is; before `init` it just runs.
 *
 * @example const price = await step('price-order', () => priceOf(order))
 */
export function step<Result>(name: string, work: () => Result): Result {
  const text = nameOf(name);
  return measured({ kind: PLAIN_STEP, name: text, attributes: { [STEP.step]: text } }, work);
}
