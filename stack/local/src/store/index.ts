/** What is kept: bounded rings in memory, and segments on disk. */
export { DEFAULT_BOUNDS, type Bounds } from './bounds.ts';
export { MemoryStore } from './memory-store.ts';
export { exportLines } from './segments/export.ts';
export { lockFolder, listSegments } from './segments/folder.ts';
export { Journal, JOURNAL_BOUNDS, type JournalBounds } from './segments/journal.ts';
export { nothingLoaded, type Loaded } from './segments/load.ts';
export { loadFile, loadStream, restore } from './segments/restore.ts';
export { MalformedError } from './spans/protobuf.ts';
