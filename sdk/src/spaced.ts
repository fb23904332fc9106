/** At most one call in this time goes through. */
const PAUSE_MS = 60_000;

/** A call that is worth making now and then, however often its cause comes up. */
export function spaced<Args extends unknown[]>(
  call: (...args: Args) => void,
): (...args: Args) => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  return (...args) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < PAUSE_MS) return;
    lastMs = nowMs;
    call(...args);
  };
}
