import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;

/** Asks until the answer is as wanted, and resolves with it. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isSo: (answer: Answer) => boolean,
  timeoutMs: number,
): Promise<Answer> {
  const giveUpMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    if (performance.now() > giveUpMs) {
      throw new Error(`not so within ${timeoutMs} ms: ${JSON.stringify(answer)}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
