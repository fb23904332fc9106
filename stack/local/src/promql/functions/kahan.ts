/** Adds up floats with the rounding error kept apart (Kahan and Neumaier). */
export class KahanSum {
  sum: number;
  rest = 0;

  constructor(first = 0) {
    this.sum = first;
  }

  add(value: number): void {
    const total = this.sum + value;
    if (Math.abs(total) === Infinity) this.rest = 0;
    else if (Math.abs(this.sum) >= Math.abs(value)) this.rest += this.sum - total + value;
    else this.rest += value - total + this.sum;
    this.sum = total;
  }

  get total(): number {
    return this.sum + this.rest;
  }
}

/** The sum of `values[from]` up to, and without, `values[to]`. */
export function sumOf(values: Float64Array, from: number, to: number): number {
  const sum = new KahanSum(values[from]);
  for (let index = from + 1; index < to; index += 1) sum.add(values[index] as number);
  return sum.total;
}

/** The mean, also where the sum alone would be too large for a float. */
export function meanOf(values: Float64Array, from: number, to: number): number {
  const sum = new KahanSum(values[from]);
  for (let index = from + 1; index < to; index += 1) {
    const before = sum.sum;
    const { rest } = sum;
    sum.add(values[index] as number);
    if (Math.abs(sum.sum) === Infinity) {
      return runningMean(values, from, index, to, before, rest);
    }
  }
  const count = to - from;
  return sum.sum / count + sum.rest / count;
}

/** Goes on from a sum of the first values, keeping the mean instead of the sum. */
function runningMean(
  values: Float64Array,
  from: number,
  start: number,
  to: number,
  sumBefore: number,
  restBefore: number,
): number {
  const before = start - from;
  const mean = new KahanSum(sumBefore / before);
  mean.rest = restBefore / before;
  for (let index = start; index < to; index += 1) {
    const count = index - from + 1;
    const share = (count - 1) / count;
    mean.sum *= share;
    mean.rest *= share;
    mean.add((values[index] as number) / count);
  }
  return mean.total;
}
