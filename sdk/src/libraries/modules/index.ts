export { watchBuiltin } from './builtin.ts';
export { watchCommonJs, type LoadedModule } from './commonjs.ts';
export { watchEsm } from './esm.ts';
export { canHookLoading, HOOKS_SAFE_FROM } from './can-hook.ts';
