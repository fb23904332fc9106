import {
  JOURNAL_BOUNDS,
  Journal,
  listSegments,
  loadFile,
  lockFolder,
  MemoryStore,
  restore,
  type Loaded,
} from '../store/index.ts';
import type { WireKept } from '../wire/index.ts';
import { StartError, type StackOptions } from './options.ts';

/** The store, with what it had before and what it writes down. */
export interface Keeping {
  readonly store: MemoryStore;
  readonly journal: Journal | undefined;
  folder(): WireKept['folder'];
  close(): Promise<void>;
}

export async function openKeeping(options: StackOptions): Promise<Keeping> {
  const { dataFolder, loadFile: file, bounds, onNotice } = options;
  const release = dataFolder === undefined ? undefined : lock(dataFolder, onNotice);
  const journal =
    release === undefined || dataFolder === undefined ? undefined : new Journal(dataFolder);
  const store = new MemoryStore(bounds, journal);
  try {
    if (journal !== undefined) {
      const { keepMs } = JOURNAL_BOUNDS;
      tell(onNotice, 'of the last hour', await restore(store, journal.folder, keepMs));
    }
    if (file !== undefined) tell(onNotice, `of ${file}`, await load(store, file));
  } catch (error) {
    release?.();
    throw error;
  }
  journal?.open();
  return {
    store,
    journal,
    folder: () => (journal === undefined ? null : folderOf(journal)),
    async close() {
      await store.close();
      release?.();
    },
  };
}

function lock(folder: string, onNotice: (text: string) => void): (() => void) | undefined {
  try {
    const release = lockFolder(folder);
    if (release === undefined) {
      onNotice(`Another stack keeps its data in ${folder}: this one writes nothing to disk.`);
    }
    return release;
  } catch (error) {
    onNotice(`${folder} cannot be used: ${(error as Error).message}. Nothing is written to disk.`);
    return undefined;
  }
}

async function load(store: MemoryStore, file: string): Promise<Loaded> {
  try {
    return await loadFile(store, file);
  } catch (error) {
    throw new StartError(`--load ${file}: ${(error as Error).message}`, { cause: error });
  }
}

function tell(
  onNotice: (text: string) => void,
  what: string,
  { logs, spans, samples, broken, reason }: Loaded,
): void {
  if (logs + spans + samples > 0) {
    onNotice(`Brought back ${logs} log lines, ${spans} spans and ${samples} samples ${what}.`);
  }
  if (broken > 0) onNotice(`${broken} records ${what} could not be read; the last: ${reason}`);
}

function folderOf({ folder, bounds }: Journal): NonNullable<WireKept['folder']> {
  const bytes = listSegments(folder).reduce((sum, segment) => sum + segment.bytes, 0);
  return { path: folder, bytes, bytesMax: bounds.folderBytes };
}
