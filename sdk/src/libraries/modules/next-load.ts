import type { LoadFnOutput, LoadHookContext } from 'node:module';

type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

/**
 * Lets the next hook load. Where the application has a hook on how names are resolved, Node 22.15
 * refuses what it loads itself for some of its own modules; without our hook it would not have
 * looked.
 */
export function loadNext(url: string, context: LoadHookContext, nextLoad: NextLoad): LoadFnOutput {
  try {
    return nextLoad(url, context);
  } catch (error) {
    const { code } = (error ?? {}) as { code?: unknown };
    const isRefused = code === 'ERR_INVALID_RETURN_PROPERTY_VALUE';
    if (!isRefused || context.format !== 'builtin') throw error;
    return { format: 'builtin', source: '', shortCircuit: true };
  }
}
