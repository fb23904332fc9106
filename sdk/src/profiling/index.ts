/** CPU and heap profiles of the running process, in the format of pprof. */
export { Originals } from './originals.ts';
export { Abandoned, recordProfile, type ProfileKind } from './profiler.ts';
