/** Libraries other than HTTP servers and clients: how each is seen. */
export type { EsModulePatch, Kit, LibraryAdapter, ModulePatch, Way } from './adapter.ts';
export { findLibraries, type Library } from './found.ts';
export { Libraries, type LibraryState } from './install.ts';
export { HOOKS_SAFE_FROM } from './modules/index.ts';
export { ADAPTERS } from './registry.ts';
export { SEEN_BELOW } from './seen-below.ts';
