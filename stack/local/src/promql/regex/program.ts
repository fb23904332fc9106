import { regexError, type RegexNode } from './syntax.ts';

/** A step of the way through an expression. */
export type Instruction =
  | { readonly op: 'char'; readonly test: RegExp }
  | { readonly op: 'assertion'; readonly test: RegExp }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' };

/** Counted repetitions are written out; this is how long the program may get. */
const PROGRAM_MAX = 5000;

/** Writes an expression out as instructions. */
export class RegexCompiler {
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
