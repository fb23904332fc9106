import { registerHooks } from 'node:module';

import type { EsModulePatch } from '../adapter.ts';
import { canHookLoading } from './can-hook.ts';

/** Where the line that is added to a module finds us. */
const KEY = Symbol.for('sightline.esm');
type Holder = { [KEY]?: Record<string, (bindings: unknown) => void> };

interface Wanted {
  readonly name: string;
  readonly module: EsModulePatch;
}

/**
 * Adds one line to the end of ES modules of libraries that hands over their bindings when the
 * module has run; the module is otherwise what it was. Works for modules that load after this, so
 * it takes `node --import`: what a program imports itself is read before any of it runs.
 */
export function watchEsm(
  wanted: readonly Wanted[],
  onLoaded: (wanted: Wanted, bindings: unknown) => void,
): () => void {
  if (wanted.length === 0 || !canHookLoading()) return () => undefined;
  const holder = globalThis as Holder;
  holder[KEY] ??= {};
  const receivers = holder[KEY];
  const ends = wanted.map((one) => ({ one, end: `/node_modules/${one.name}/${one.module.file}` }));
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const found = url.startsWith('file:') && ends.find(({ end }) => url.endsWith(end));
      if (!found || loaded.format !== 'module' || loaded.source === undefined) return loaded;
      const { one } = found;
      const id = `${one.name}/${one.module.file}`;
      receivers[id] = (bindings) => onLoaded(one, bindings);
      return { ...loaded, source: `${textOf(loaded.source)}\n${tail(id, one.module.bindings)}` };
    },
  });
  return () => hooks.deregister();
}

function textOf(source: unknown): string {
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
}

function tail(id: string, bindings: readonly string[]): string {
  const receiver = `globalThis[Symbol.for('sightline.esm')]?.[${JSON.stringify(id)}]`;
  // A version without a binding of this name must load all the same.
  const members = bindings.map(
    (one) => `${one}: typeof ${one} === 'undefined' ? undefined : ${one}`,
  );
  return `${receiver}?.({ ${members.join(', ')} });\n`;
}
