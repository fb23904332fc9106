import { regexError, type RegexNode } from './syntax.ts';

type Instruction =
  | { readonly op: 'char'; readonly test: RegExp }
  | { readonly op: 'assertion'; readonly test: RegExp }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' };

/** Counted repetitions are written out; this is how long the program may get. */
const PROGRAM_MAX = 20_000;

class Compiler {
  readonly program: Instruction[] = [];
  #slots = 2;
  readonly #tests = new Map<string, RegExp>();

  get slots(): number {
    return this.#slots;
  }

  emit(instruction: Instruction): number {
    if (this.program.length >= PROGRAM_MAX) throw regexError('expression too large', '{...}');
    return this.program.push(instruction) - 1;
  }

  #test(source: string): RegExp {
    const known = this.#tests.get(source) ?? new RegExp(`^${source}$`, 'su');
    this.#tests.set(source, known);
    return known;
  }

  compile(node: RegexNode): void {
    switch (node.type) {
      case 'char':
        this.emit({ op: 'char', test: this.#test(node.source) });
        return;
      case 'assertion':
        this.emit({ op: 'assertion', test: new RegExp(node.source, 'suy') });
        return;
      case 'sequence':
        for (const item of node.items) this.compile(item);
        return;
      case 'alternatives':
        this.#alternatives(node.items);
        return;
      case 'capture': {
        const slot = this.#slots;
        this.#slots += 2;
        this.emit({ op: 'save', slot });
        this.compile(node.item);
        this.emit({ op: 'save', slot: slot + 1 });
        return;
      }
      case 'repeat':
        this.#repeat(node.item, node.min, node.max, node.lazy);
        return;
      default:
        return node;
    }
  }

  #alternatives(items: readonly RegexNode[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    for (const [index, item] of items.entries()) {
      const isLast = index === items.length - 1;
      const split = { op: 'split' as const, first: 0, second: 0 };
      if (!isLast) split.first = this.emit(split) + 1;
      this.compile(item);
      if (isLast) break;
      const jump = { op: 'jump' as const, to: 0 };
      this.emit(jump);
      jumps.push(jump);
      split.second = this.program.length;
    }
    for (const jump of jumps) jump.to = this.program.length;
  }

  #repeat(item: RegexNode, min: number, max: number, lazy: boolean): void {
    const slots = this.#slots;
    const copy = (): void => {
      this.#slots = slots;
      this.compile(item);
    };
    for (let count = 0; count < min; count += 1) copy();
    const choose = (): { take(): void; leave(at: number): void } => {
      const split = { op: 'split' as const, first: 0, second: 0 };
      this.emit(split);
      return {
        take: () => {
          split[lazy ? 'second' : 'first'] = this.program.length;
        },
        leave: (at) => {
          split[lazy ? 'first' : 'second'] = at;
        },
      };
    };
    if (max === Infinity) {
      const loop = this.program.length;
      const choice = choose();
      choice.take();
      copy();
      this.emit({ op: 'jump', to: loop });
      choice.leave(this.program.length);
      return;
    }
    const choices = [];
    for (let count = min; count < max; count += 1) {
      const choice = choose();
      choice.take();
      choices.push(choice);
      copy();
    }
    for (const choice of choices) choice.leave(this.program.length);
  }
}

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
    const compiler = new Compiler();
    compiler.compile(node);
    compiler.emit({ op: 'match' });
    this.#program = compiler.program;
    this.#slots = compiler.slots;
  }

  /** The text of every group, the whole first; undefined when the text does not match. */
  exec(text: string): (string | undefined)[] | undefined {
    let threads: Thread[] = [];
    let seen = new Set<number>();
    const start = Array.from({ length: this.#slots }, () => -1);
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
    const won = threads.find(({ at }) => this.#program[at]?.op === 'match');
    if (won === undefined) return undefined;
    const groups: (string | undefined)[] = [text];
    for (let slot = 2; slot < this.#slots; slot += 2) {
      const [from = -1, to = -1] = won.saved.slice(slot, slot + 2);
      groups.push(from < 0 || to < 0 ? undefined : text.slice(from, to));
    }
    return groups;
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
        const changed = saved.with(instruction.slot, position);
        pending.push({ at: at + 1, saved: changed });
      } else if (instruction.op === 'assertion') {
        instruction.test.lastIndex = position;
        if (instruction.test.test(text)) pending.push({ at: at + 1, saved });
      } else threads.push(thread);
    }
  }
}
