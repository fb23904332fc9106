import type { Kit, LibraryAdapter } from './adapter.ts';
import { watchBuiltin, watchCommonJs, watchEsm, type LoadedModule } from './modules/index.ts';

/** What became of a library in this process. */
export type LibraryState =
  /** In place. */
  | 'patched'
  /** It does not look like the versions that are known. */
  | 'unknown shape';

/** Puts the adapters in place, and remembers how far each got. */
export class Libraries {
  readonly #kit: Kit;
  readonly #adapters: readonly LibraryAdapter[];
  readonly #states = new Map<string, LibraryState>();
  readonly #seen = new WeakSet<object>();
  readonly #stops: (() => void)[] = [];

  /** @param off names of libraries that are to be left alone */
  constructor(kit: Kit, adapters: readonly LibraryAdapter[], off: readonly string[]) {
    this.#kit = kit;
    this.#adapters = adapters.filter(({ name }) => !off.includes(name));
  }

  install(): void {
    for (const { watch } of this.#adapters) {
      if (watch !== undefined) this.#stops.push(watch(this.#kit));
    }
    const patched = this.#adapters.filter(({ modules }) => modules !== undefined);
    const byName = new Map(patched.map((one) => [one.name, one]));
    const builtin = new Map(this.#adapters.map((one) => [one.name, one.builtin]));
    const builtinNames = [...builtin].filter(([, patch]) => patch !== undefined);
    this.#stops.push(
      watchCommonJs(new Set(byName.keys()), (loaded) => {
        this.#onCommonJs(byName.get(loaded.name) as LibraryAdapter, loaded);
      }),
      watchBuiltin(new Set(builtinNames.map(([name]) => name)), (name, exports) => {
        this.#attempt(name, () => builtin.get(name)?.(exports as never, this.#kit) === true);
      }),
      watchEsm(
        this.#adapters.flatMap(({ name, esModules = [] }) =>
          esModules.map((module) => ({ name, module })),
        ),
        ({ name, module }, bindings) => {
          this.#attempt(name, () => module.patch(bindings as never, this.#kit));
        },
      ),
    );
  }

  #onCommonJs({ name, modules = [] }: LibraryAdapter, loaded: LoadedModule): void {
    const { file, isMain } = loaded;
    for (const module of modules) {
      const isThis = module.file === undefined ? isMain : module.file === file;
      if (!isThis && module.file === undefined) continue;
      const exports = isThis ? loaded.exports : loaded.sibling(module.file as string);
      if (!isObject(exports) || this.#seen.has(exports)) continue;
      this.#seen.add(exports);
      this.#attempt(name, () => module.patch(exports as never, this.#kit));
    }
  }

  #attempt(name: string, patch: () => boolean): void {
    let isPatched = false;
    try {
      isPatched = patch();
    } catch {
      // A library of an unexpected shape is not observed; the start line and the status say so.
    }
    if (this.#states.get(name) !== 'patched') {
      this.#states.set(name, isPatched ? 'patched' : 'unknown shape');
    }
  }

  /** undefined = it is not loaded, or nothing has to be done when it is. */
  state(name: string): LibraryState | undefined {
    return this.#states.get(name);
  }

  uninstall(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
