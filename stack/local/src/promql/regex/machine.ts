import { RegexCompiler, type Instruction } from './program.ts';
import type { RegexNode } from './syntax.ts';

/** Stands for not keeping track of groups. */
const NOTHING_SAVED: readonly number[] = [];

interface Thread {
  readonly at: number;
  readonly saved: readonly number[];
}

/**
 * Matches whole texts in time proportional to their length, whatever the expression: follows all
 * ways through it at once, in the order in which backtracking would try them.
 */
export class RegexMachine {
  readonly #program: readonly Instruction[];
  readonly #slots: number;

  constructor(node: RegexNode) {
    const compiler = new RegexCompiler();
    compiler.compile(node);
    compiler.emit({ op: 'match' });
    this.#program = compiler.program;
    this.#slots = compiler.slots;
  }

  test(text: string): boolean {
    return this.#run(text, NOTHING_SAVED) !== undefined;
  }

  /** The text of every group, the whole first; undefined when the text does not match. */
  exec(text: string): (string | undefined)[] | undefined {
    const saved = this.#run(
      text,
      Array.from({ length: this.#slots }, () => -1),
    );
    if (saved === undefined) return undefined;
    const groups: (string | undefined)[] = [text];
    for (let slot = 2; slot < this.#slots; slot += 2) {
      const [from = -1, to = -1] = saved.slice(slot, slot + 2);
      groups.push(from < 0 || to < 0 ? undefined : text.slice(from, to));
    }
    return groups;
  }

  /** What the winning way saved; undefined when there is none. */
  #run(text: string, start: readonly number[]): readonly number[] | undefined {
    let threads: Thread[] = [];
    let seen = new Set<number>();
    this.#follow(threads, seen, 0, start, text, 0);
    let position = 0;
    for (const char of text) {
      const next: Thread[] = [];
      seen = new Set();
      position += char.length;
      for (const { at, saved } of threads) {
        const instruction = this.#program[at];
        if (instruction?.op === 'char' && instruction.test.test(char)) {
          this.#follow(next, seen, at + 1, saved, text, position);
        }
      }
      threads = next;
      if (threads.length === 0) return undefined;
    }
    return threads.find(({ at }) => this.#program[at]?.op === 'match')?.saved;
  }

  /** Adds what can be reached from an instruction without taking a character. */
  #follow(
    threads: Thread[],
    seen: Set<number>,
    from: number,
    savedBefore: readonly number[],
    text: string,
    position: number,
  ): void {
    const pending: Thread[] = [{ at: from, saved: savedBefore }];
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      const { at, saved } = thread;
      if (seen.has(at)) continue;
      seen.add(at);
      const instruction = this.#program[at];
      if (instruction === undefined) continue;
      if (instruction.op === 'jump') pending.push({ at: instruction.to, saved });
      else if (instruction.op === 'split') {
        pending.push({ at: instruction.second, saved }, { at: instruction.first, saved });
      } else if (instruction.op === 'save') {
        const isKept = saved !== NOTHING_SAVED;
        const changed = isKept ? saved.with(instruction.slot, position) : saved;
        pending.push({ at: at + 1, saved: changed });
      } else if (instruction.op === 'assertion') {
        instruction.test.lastIndex = position;
        if (instruction.test.test(text)) pending.push({ at: at + 1, saved });
      } else threads.push(thread);
    }
  }
}
