import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LOG_FIELD } from '../../contract/index.ts';
import type { Refused, Source, Verdict } from './document.ts';

/** A record of a dead-letter file. */
interface DeadLetter extends Refused {
  readonly line: string;
}

const BATCH_DOCUMENTS = 500;
/** A file that a process died over counts as closed after this time. */
const STALE_MS = 60_000;
const OWNER_ONLY = 0o600;

/** Files that may be taken: closed ones, and those that nobody works on any more. */
export function deadLetterFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => {
      if (name.endsWith('.ndjson')) return true;
      const isUnfinished = name.endsWith('.open') || name.includes('.replaying-');
      return isUnfinished && Date.now() - statSync(join(folder, name)).mtimeMs > STALE_MS;
    })
    .sort()
    .map((name) => join(folder, name));
}

/** The dead letters of one service. */
export class DeadLetterSource implements Source<DeadLetter> {
  readonly #folder: string;
  /** Lines of the file at hand that stay. */
  readonly #kept: string[] = [];
  /** Of lines that cannot be read; they are kept as they are. */
  unreadable = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async *batches(): AsyncGenerator<readonly DeadLetter[]> {
    for (const file of deadLetterFiles(this.#folder)) {
      const claimed = claimedName(file);
      try {
        // Atomic: two replays at once do not take the same file.
        await rename(file, claimed);
      } catch {
        continue;
      }
      const letters = this.#read(await readFile(claimed, 'utf8'));
      for (let at = 0; at < letters.length; at += BATCH_DOCUMENTS) {
        yield letters.slice(at, at + BATCH_DOCUMENTS);
      }
      await this.#keep();
      await unlink(claimed);
    }
  }

  #read(text: string): DeadLetter[] {
    const letters: DeadLetter[] = [];
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const letter = parse(line);
      if (letter !== undefined) {
        letters.push(letter);
      } else {
        this.unreadable += 1;
        this.#kept.push(line);
      }
    }
    return letters;
  }

  settle(items: readonly DeadLetter[], verdicts: readonly Verdict[]): Promise<void> {
    for (const [at, { line, index, text }] of items.entries()) {
      const verdict = verdicts[at];
      if (verdict?.kind === 'delivered') continue;
      this.#kept.push(verdict?.kind === 'refused' ? record(index, verdict, text) : line);
    }
    return Promise.resolve();
  }

  async #keep(): Promise<void> {
    const kept = this.#kept.splice(0);
    if (kept.length === 0) return;
    const time = Date.now().toString(36).padStart(9, '0');
    // Under a name that this run has listed already or never will: no letter is offered twice.
    const file = join(this.#folder, `${time}-${randomBytes(4).toString('hex')}.ndjson`);
    await writeFile(file, `${kept.join('\n')}\n`, { mode: OWNER_ONLY });
  }

  close(): Promise<void> {
    return this.#keep();
  }
}

const STATE = /\.(?:open|ndjson|replaying-\w+)$/;

/** A file that this process works on. */
function claimedName(file: string): string {
  return `${file.replace(STATE, '')}.replaying-${process.pid}`;
}

function parse(line: string): DeadLetter | undefined {
  try {
    const { index, document } = JSON.parse(line) as { index: unknown; document: unknown };
    const isWhole = typeof index === 'string' && typeof document === 'object' && document !== null;
    if (!isWhole) return undefined;
    const { event } = document as { event?: { id?: unknown } };
    const id = typeof event?.id === 'string' ? event.id : undefined;
    return { index, id, text: JSON.stringify(document), line };
  } catch {
    return undefined;
  }
}

function record(index: string, verdict: Extract<Verdict, { kind: 'refused' }>, text: string) {
  const { status, reason } = verdict;
  const head = { [LOG_FIELD.timestamp]: new Date().toISOString(), index, status, reason };
  return `${JSON.stringify(head).slice(0, -1)},"document":${text}}`;
}
