export { newFolderName, secureRoot, serviceFolder, SpoolFolder, type SpoolKind } from './folder.ts';
export type { SpoolEvents, SpoolLimits, TakenSegment } from './limits.ts';
export { LastWords } from './last-words.ts';
export { Spool } from './spool.ts';
