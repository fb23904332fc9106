import Module, { registerHooks } from 'node:module';

import { loadNext } from './next-load.ts';

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
    if (waiting.size === 0) hooks.deregister();
  };
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = loadNext(url, context, nextLoad);
      see(url);
      return loaded;
    },
  });
  // Not every version asks the hooks about what is required. A hook on how names are resolved
  // would know, too, but with one Node 22.15 cannot require some of its own modules.
  const original = loader._load;
  loader._load = function load(request, parent, isMain) {
    const exports: unknown = Reflect.apply(original, this, [request, parent, isMain]);
    if (waiting.size > 0) see(request);
    return exports;
  };
  return () => {
    waiting.clear();
    hooks.deregister();
  };
}

/** Node keeps a list of its own modules that were loaded; it has no other way to ask. */
function isLoaded(name: string): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(`NativeModule ${name.replace('node:', '')}`) === true;
}
