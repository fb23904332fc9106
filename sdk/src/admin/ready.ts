import type { ReadyCheck } from '../config/settings.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly draining: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

/** Runs all checks at once; one that does not answer in time counts as failed. */
export async function readiness(
  checks: Readonly<Record<string, ReadyCheck>>,
  timeoutMs: number,
  draining: boolean,
): Promise<Readiness> {
  const entries = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, await run(check, timeoutMs)] as const,
    ),
  );
  return {
    ready: !draining && entries.every(([, result]) => result === OK),
    draining,
    checks: Object.fromEntries(entries),
  };
}

const OK = 'ok';
const REASON_MAX_LENGTH = 200;

async function run(check: ReadyCheck, timeoutMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, `no answer within ${timeoutMs} ms`).unref();
  });
  try {
    const answer = (async () => ((await check()) === false ? 'not ready' : OK))();
    return await Promise.race([answer, late]);
  } catch (error) {
    return `failed: ${reasonOf(error)}`;
  } finally {
    clearTimeout(timer);
  }
}

/** What a check threw, in words; it may itself throw when it is looked at. */
function reasonOf(error: unknown): string {
  try {
    const reason = error instanceof Error ? error.message : String(error);
    return String(reason).slice(0, REASON_MAX_LENGTH);
  } catch {
    return 'unreadable';
  }
}
