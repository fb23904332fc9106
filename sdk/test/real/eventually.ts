import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 50;
/** An answer may list everything that is missing. */
const TEXT_MAX = 2000;

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
      const text = JSON.stringify(answer).slice(0, TEXT_MAX);
      throw new Error(`not so within ${timeoutMs} ms: ${text}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
