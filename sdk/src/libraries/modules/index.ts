export { watchBuiltin } from './builtin.ts';
export { watchCommonJs, type LoadedModule } from './commonjs.ts';
export { watchEsm } from './esm.ts';
