import { createHook } from 'node:async_hooks';

let kept: unknown;

/**
 * Keeps one of Node's tick objects alive, so that V8 never forgets their shape. `process.nextTick`
 * builds them from a literal with computed keys. V8 remembers the shape of such a literal weakly: a
 * full garbage collection between two ticks erases it, and from then on every key of every tick
 * takes the slow way for the life of the process, which costs a request about 6 µs (Node 24,
 * measured). The more a process loads, the likelier that is.
 */
export function keepTickShape(): void {
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (type === 'TickObject') kept ??= resource;
    },
  });
  hook.enable();
  process.nextTick(() => undefined);
  hook.disable();
}

/** For the test: what is kept. */
export function keptTick(): unknown {
  return kept;
}
