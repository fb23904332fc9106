import type { Labels } from '../../model/index.ts';
import { METRIC_NAME } from '../../model/index.ts';
import { executionError, SAME_LABELSET } from '../errors.ts';
import type { Binary, Matching } from '../parse/ast.ts';
import {
  dropLabels,
  formatLabelSet,
  keepLabels,
  keyOf,
  labelOf,
  withLabel,
  withoutName,
} from '../value/labels.ts';
import { operationOf, type Operation } from './arithmetic.ts';
import type { Context, Evaluate } from './context.ts';
import { filled, newRow, type Grid, type Row } from './row.ts';
import { signaturesOf, type Signatures } from './signatures.ts';

interface Output {
  readonly row: Row;
  readonly key: string;
  /** The step at which a pair last met here, whether or not a sample came of it. */
  lastStep: number;
}

/** Arithmetic and comparisons between two instant vectors. */
class VectorMatch {
  readonly #context: Context;
  readonly #node: Binary;
  readonly #operation: Operation;
  readonly #steps: number;
  /** The "many" side, or the left one. */
  readonly #many: readonly Row[];
  readonly #one: readonly Row[];
  readonly #manySignatures: Int32Array;
  readonly #oneSignatures: Int32Array;
  readonly #signatures: Signatures;
  readonly #swapped: boolean;
  readonly #outputs = new Map<string, Output>();
  readonly #byPair = new Map<number, Output>();

  constructor(evaluate: Evaluate, node: Binary, grid: Grid) {
    const left = evaluate.vector(node.left, grid);
    const right = evaluate.vector(node.right, grid);
    this.#context = evaluate.context;
    this.#node = node;
    this.#operation = operationOf(node.operator);
    this.#steps = grid.steps;
    this.#signatures = signaturesOf(left, right, node.matching);
    this.#swapped = node.matching.cardinality === 'one-to-many';
    this.#many = this.#swapped ? right : left;
    this.#one = this.#swapped ? left : right;
    this.#manySignatures = this.#swapped ? this.#signatures.right : this.#signatures.left;
    this.#oneSignatures = this.#swapped ? this.#signatures.left : this.#signatures.right;
  }

  run(): Row[] {
    const isAnyPresent = (rows: readonly Row[], step: number): boolean =>
      rows.some(({ present }) => present[step] === 1);
    const oneOf = new Int32Array(this.#signatures.count);
    const taken = new Uint8Array(this.#signatures.count);
    for (let step = 0; step < this.#steps; step += 1) {
      this.#context.budget.work(this.#many.length + this.#one.length);
      if (!isAnyPresent(this.#many, step) || !isAnyPresent(this.#one, step)) continue;
      this.#indexOne(step, oneOf);
      taken.fill(0);
      this.#step(step, oneOf, taken);
    }
    return filled([...this.#outputs.values()].map(({ row }) => row));
  }

  /** Notes which row of the "one" side stands for each signature; 0 for none, else index + 1. */
  #indexOne(step: number, oneOf: Int32Array): void {
    oneOf.fill(0);
    for (const [index, row] of this.#one.entries()) {
      if (row.present[step] !== 1) continue;
      const ordinal = this.#oneSignatures[index] as number;
      const other = this.#one[(oneOf[ordinal] as number) - 1];
      if (other !== undefined) this.#refuseMany(row, other);
      oneOf[ordinal] = index + 1;
    }
  }

  #refuseMany(row: Row, other: Row): never {
    const { on, labels } = this.#node.matching;
    const group = on
      ? keepLabels(row.labels, labels)
      : dropLabels(row.labels, [...labels, METRIC_NAME]);
    const pair = [row, other]
      .map((one) => formatLabelSet(one.labels))
      .sort()
      .join(', ');
    const side = this.#swapped ? 'left' : 'right';
    throw executionError(
      `found duplicate series for the match group ${formatLabelSet(group)} on the ${side} ` +
        `hand-side of the operation: [${pair}];many-to-many matching not allowed: ` +
        'matching labels must be unique on one side',
    );
  }

  #step(step: number, oneOf: Int32Array, taken: Uint8Array): void {
    const { bool, matching } = this.#node;
    const { compare, compute } = this.#operation;
    const isOneToOne = matching.cardinality === 'one-to-one';
    for (const [index, many] of this.#many.entries()) {
      if (many.present[step] !== 1) continue;
      const ordinal = this.#manySignatures[index] as number;
      const oneIndex = (oneOf[ordinal] as number) - 1;
      const one = this.#one[oneIndex];
      if (one === undefined) continue;
      if (isOneToOne && taken[ordinal] === 1) {
        throw executionError(
          'multiple matches for labels: many-to-one matching must be explicit ' +
            '(group_left/group_right)',
        );
      }
      taken[ordinal] = 1;
      const output = this.#outputOf(index, many, oneIndex, one);
      if (output.lastStep === step && !isOneToOne) {
        throw executionError(
          'multiple matches for labels: grouping labels must ensure unique matches',
        );
      }
      output.lastStep = step;
      const manyValue = many.values[step] as number;
      const oneValue = one.values[step] as number;
      const a = this.#swapped ? oneValue : manyValue;
      const b = this.#swapped ? manyValue : oneValue;
      const isFilter = compare !== undefined && !bool;
      if (isFilter && !compare(a, b)) continue;
      if (output.row.present[step] === 1) throw executionError(SAME_LABELSET);
      output.row.values[step] = isFilter ? a : compute(a, b);
      output.row.present[step] = 1;
    }
  }

  #outputOf(manyIndex: number, many: Row, oneIndex: number, one: Row): Output {
    const pair = manyIndex * this.#one.length + oneIndex;
    const known = this.#byPair.get(pair);
    if (known !== undefined) return known;
    const labels = this.#resultLabels(many.labels, one.labels);
    const key = keyOf(labels);
    let output = this.#outputs.get(key);
    if (output === undefined) {
      this.#context.budget.load(this.#steps);
      output = { row: newRow(labels, this.#steps, this.#node.bool), key, lastStep: -1 };
      this.#outputs.set(key, output);
    }
    this.#byPair.set(pair, output);
    return output;
  }

  #resultLabels(many: Labels, one: Labels): Labels {
    const { matching, bool } = this.#node;
    const changes = this.#operation.compare === undefined;
    const losesName = changes || (bool && !this.#context.delayedNames);
    let labels = losesName ? withoutName(many) : many;
    if (matching.cardinality === 'one-to-one') labels = matchLabels(labels, matching);
    for (const name of matching.include) labels = withLabel(labels, name, labelOf(one, name));
    return labels;
  }
}

function matchLabels(labels: Labels, { on, labels: names }: Matching): Labels {
  if (on) return keepLabels(labels, names);
  return names.length === 0 ? labels : dropLabels(labels, names);
}

export function matchVectors(evaluate: Evaluate, node: Binary, grid: Grid): Row[] {
  return new VectorMatch(evaluate, node, grid).run();
}
