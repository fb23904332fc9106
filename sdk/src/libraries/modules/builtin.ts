import Module, { registerHooks } from 'node:module';

import { canHookLoading } from './can-hook.ts';

interface Loader {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

const loader = Module as unknown as Loader;

/**
 * Tells about modules of Node itself once the application has loaded them; loading one only to wrap
 * it would cost, and some print a warning. What `process.getBuiltinModule` gives is not seen until
 * somebody imports it.
 */
export function watchBuiltin(
  wanted: ReadonlySet<string>,
  onLoaded: (name: string, exports: unknown) => void,
): () => void {
  const waiting = new Set<string>();
  const tell = (name: string): void => {
    waiting.delete(name);
    onLoaded(name, process.getBuiltinModule(name));
  };
  for (const name of wanted) {
    if (isLoaded(name)) tell(name);
    else waiting.add(name);
  }
  if (waiting.size === 0) return () => undefined;
  const see = (url: string): void => {
    if (!waiting.has(url)) return;
    tell(url);
    if (waiting.size === 0) stop();
  };
  const original = loader._load;
  loader._load = function load(request, parent, isMain) {
    const exports: unknown = Reflect.apply(original, this, [request, parent, isMain]);
    if (waiting.size > 0) see(request);
    return exports;
  };
  const stopWatching = canHookLoading()
    ? watchImports(see)
    : watchWarnings(() => [...waiting].filter(isLoaded).forEach(see));
  const stop = (): void => {
    waiting.clear();
    stopWatching();
  };
  return stop;
}

function watchImports(see: (url: string) => void): () => void {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      see(url);
      return loaded;
    },
  });
  return () => hooks.deregister();
}

/** Where nothing tells of imports, Node itself warns of what is an experiment when it loads. */
function watchWarnings(look: () => void): () => void {
  process.on('warning', look);
  return () => process.off('warning', look);
}

/** Node keeps a list of its own modules that were loaded; it has no other way to ask. */
function isLoaded(name: string): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(`NativeModule ${name.replace('node:', '')}`) === true;
}
