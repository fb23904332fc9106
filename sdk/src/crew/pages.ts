import { LABEL, SELF_METRICS } from '../contract/index.ts';
import { ask, MemberGone, memberNames } from './members.ts';
import { Merge, type Sums } from './merge.ts';

/** The loop of the process that answers gets its turn at least this often. */
const BUSY_MAX_MS = 3;
const CHUNK_LENGTH = 65_536;

/** What is remembered of a crew between two scrapes, apart for each text format. */
class Memory {
  /** Amounts of members that live, as of the last scrape. */
  readonly live = new Map<string, Sums>();
  /** Amounts of members that are gone: counters never fall because a worker ended. */
  readonly gone: Sums = new Map();
  hadMembers = false;

  /** A member has ended; what it counted after the last scrape went with it. */
  bury(name: string): void {
    const sums = this.live.get(name);
    this.live.delete(name);
    for (const [family, { head, samples }] of sums ?? []) {
      let kept = this.gone.get(family);
      if (kept === undefined) {
        kept = { head, samples: new Map() };
        this.gone.set(family, kept);
      }
      for (const [key, value] of samples) {
        kept.samples.set(key, (kept.samples.get(key) ?? 0) + value);
      }
    }
  }
}

/** Puts the pages of all members of a crew together, in the process that is scraped. */
export class CrewPages {
  readonly #folder: string;
  readonly #ownName: string;
  readonly #memories = new Map<string, Memory>();

  constructor(folder: string, ownName: string) {
    this.#folder = folder;
    this.#ownName = ownName;
  }

  /** The page of the crew; that of this process alone, untouched, while it has no members. */
  async *merged(
    own: AsyncGenerator<string>,
    accept: string | undefined,
    isOpenMetrics: boolean,
  ): AsyncGenerator<string> {
    const key = isOpenMetrics ? 'openmetrics' : 'prometheus';
    const memory = this.#memories.get(key) ?? new Memory();
    this.#memories.set(key, memory);
    const names = memberNames(this.#folder).filter((name) => name !== this.#ownName);
    memory.hadMembers ||= names.length > 0;
    if (!memory.hadMembers) {
      yield* own;
      return;
    }
    const merge = new Merge();
    const pause = turns();
    await read(merge, own, this.#ownName, { isFirst: true, sums: undefined, pause });
    const up: [name: string, value: number][] = [];
    for (const name of names) {
      up.push([name, await this.#readMember(merge, memory, name, { accept, pause })]);
    }
    // Members that left their socket behind were found out above; these took it with them.
    for (const name of memory.live.keys()) if (!names.includes(name)) memory.bury(name);
    for (const _step of merge.addSums(memory.gone)) await pause();
    yield* rendered(merge, up, isOpenMetrics, pause);
  }

  /** 1 = it answered. One that does not keeps its amounts of the last time. */
  async #readMember(
    merge: Merge,
    memory: Memory,
    name: string,
    { accept, pause }: { accept: string | undefined; pause: Pause },
  ): Promise<number> {
    const sums: Sums = new Map();
    const headers = accept === undefined ? {} : { accept };
    try {
      const answer = await ask(this.#folder, name, { path: '/metrics', headers });
      // Whole, before any of it counts: half a page would count what it has twice.
      const chunks: string[] = [];
      for await (const chunk of answer.setEncoding('utf8')) chunks.push(String(chunk));
      await read(merge, chunks, name, { isFirst: false, sums, pause });
      memory.live.set(name, sums);
      return 1;
    } catch (error) {
      if (error instanceof MemberGone) {
        memory.bury(name);
        return 0;
      }
      const before = memory.live.get(name);
      if (before !== undefined) for (const _step of merge.addSums(before)) await pause();
      return 0;
    }
  }
}

type Pause = () => Promise<void>;

/** Lets the loop work when this has been at it for long enough. */
function turns(): Pause {
  let startedMs = performance.now();
  return async () => {
    if (performance.now() - startedMs < BUSY_MAX_MS) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    startedMs = performance.now();
  };
}

interface Reading {
  readonly isFirst: boolean;
  readonly sums: Sums | undefined;
  readonly pause: Pause;
}

async function read(
  merge: Merge,
  chunks: AsyncIterable<unknown> | Iterable<unknown>,
  member: string,
  { isFirst, sums, pause }: Reading,
): Promise<void> {
  merge.begin();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      merge.add(line, member, isFirst, sums);
      await pause();
    }
  }
}

async function* rendered(
  merge: Merge,
  up: readonly (readonly [name: string, value: number])[],
  isOpenMetrics: boolean,
  pause: Pause,
): AsyncGenerator<string> {
  let text = '';
  for (const piece of merge.render()) {
    text += piece;
    if (text.length >= CHUNK_LENGTH) {
      yield text;
      text = '';
    }
    await pause();
  }
  const { name, help } = SELF_METRICS.memberUp;
  text += `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
  for (const [member, value] of up) text += `${name}{${LABEL.worker}="${member}"} ${value}\n`;
  yield text + (isOpenMetrics ? '# EOF\n' : '');
}
