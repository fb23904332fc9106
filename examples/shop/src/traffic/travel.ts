import type { Journey } from './journeys.ts';

/** The status of the answer, or why there is none. */
export type Outcome = number | 'aborted' | 'no answer';

export interface Answer {
  readonly outcome: Outcome;
  readonly ms: number;
}

const TIMEOUT_MS = 10_000;

/** One request of a customer, to its end. Never rejects. */
export async function travel(
  web: string,
  journey: Journey,
  customer: string,
  stopped: AbortSignal,
): Promise<Answer> {
  const start = performance.now();
  const patience = AbortSignal.timeout(journey.abortAfterMs ?? TIMEOUT_MS);
  let outcome: Outcome;
  try {
    const answer = await fetch(web + journey.path, {
      method: journey.method,
      headers: { 'content-type': 'application/json', 'x-customer': customer },
      body: journey.body === undefined ? null : JSON.stringify(journey.body),
      // An answer must not send the load somewhere else.
      redirect: 'manual',
      signal: AbortSignal.any([patience, stopped]),
    });
    await answer.arrayBuffer();
    outcome = answer.status;
  } catch {
    const isImpatient = journey.abortAfterMs !== undefined && patience.aborted;
    outcome = isImpatient || stopped.aborted ? 'aborted' : 'no answer';
  }
  return { outcome, ms: performance.now() - start };
}
