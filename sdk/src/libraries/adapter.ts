import type { OperationHooks } from '../instrument/index.ts';
import type { Measures } from '../record/index.ts';

/** What an adapter works with. */
export interface Kit {
  readonly hooks: OperationHooks;
  readonly measures: Measures;
  /** Shows errors of a route at 0 before the first one happens. */
  readonly declareRoute: (methods: readonly string[], template: string) => void;
}

/** How the SDK sees a library. */
export type Way =
  /** By channels that the library or Node has: works with any load order and in bundles. */
  | 'channel'
  /** Its CommonJS prototypes are wrapped, whenever it is loaded. */
  | 'patch'
  /** It is a part of Node, and is wrapped when it loads. */
  | 'builtin'
  /** Its ES modules are added to as they load: needs `node --import`. */
  | 'esm'
  /** It is seen through what it is built on. */
  | 'below';

/** A module of a library that is patched when it loads, or where it is if it is loaded already. */
export interface ModulePatch {
  /** File inside the package, without its extension; undefined = what the package's name gives. */
  readonly file?: string;
  /** Wraps what the module exports, in place. False = it does not look as expected. */
  patch(exports: never, kit: Kit): boolean;
}

/** A library that the SDK knows. */
export interface LibraryAdapter {
  /** Name of the package. */
  readonly name: string;
  /** Major versions that are seen: from, and up to when a newer one is known not to be. */
  readonly from: number;
  readonly to?: number;
  readonly way: Way;
  /** What the user gets, in a few words. */
  readonly gives: string;
  /** Why versions out of the range are not seen; a default is said otherwise. */
  readonly otherwise?: string;
  /** Subscribes to channels; returns what ends it. */
  readonly watch?: (kit: Kit) => () => void;
  /** CommonJS modules to wrap. */
  readonly modules?: readonly ModulePatch[];
  /** For a module of Node itself: wraps what it exports. */
  readonly builtin?: (exports: never, kit: Kit) => boolean;
  /** ES modules to add to, by file inside the package; bindings are handed to `patch`. */
  readonly esModules?: readonly EsModulePatch[];
}

/** An ES module that hands out local bindings when it has run. */
export interface EsModulePatch {
  /** Path inside the package, as the resolved URL ends: `dist/router.js`. */
  readonly file: string;
  /** Names of top-level bindings of that module. */
  readonly bindings: readonly string[];
  patch(bindings: never, kit: Kit): boolean;
}
