import {
  ExpositionError,
  type ExpositionFamily,
  type ExpositionSample,
  type Labels,
} from './exposition-types.ts';

/** The label of a histogram bucket's upper bound. */
const BOUND = 'le';

/** Holds a complete family against the rules that single lines cannot show. */
export function checkFamily(family: ExpositionFamily, openMetrics: boolean): void {
  try {
    checkSeries(family);
    if (openMetrics) checkOpenMetrics(family);
    if (family.type === 'histogram') checkHistogram(family);
  } catch (error) {
    throw new ExpositionError(`${family.name}: ${(error as Error).message}`);
  }
}

function checkSeries(family: ExpositionFamily): void {
  const seen = new Set<string>();
  for (const sample of family.samples) {
    const series = sample.name + keyOf(sample.labels);
    if (seen.has(series)) throw new Error(`series ${series} comes twice`);
    seen.add(series);
    const counts = family.type === 'counter' || sample.name === `${family.name}_bucket`;
    if (counts && !(sample.value >= 0)) throw new Error(`${series} is ${sample.value}`);
  }
}

function checkOpenMetrics(family: ExpositionFamily): void {
  for (const sample of family.samples) {
    if (sample.exemplar === undefined) continue;
    const bucket = family.type === 'histogram' && sample.name.endsWith('_bucket');
    const total = family.type === 'counter' && sample.name.endsWith('_total');
    if (!bucket && !total) throw new Error(`${sample.name} may not carry an exemplar`);
    if (bucket && !(sample.exemplar.value <= boundOf(sample))) {
      throw new Error(`exemplar ${sample.exemplar.value} is outside its bucket`);
    }
  }
}

function checkHistogram(family: ExpositionFamily): void {
  const of = (suffix: string): ExpositionSample[] =>
    family.samples.filter((sample) => sample.name === family.name + suffix);
  const buckets = Map.groupBy(of('_bucket'), ({ labels: { [BOUND]: bound, ...rest } }) => {
    if (bound === undefined) throw new Error('bucket without bound');
    return keyOf(rest);
  });
  const counts = new Map(of('_count').map((sample) => [keyOf(sample.labels), sample.value]));
  if (of('_sum').length !== counts.size) throw new Error('sums and counts are not as many');
  if (counts.size !== buckets.size) throw new Error('counts and bucket series are not as many');
  for (const [series, samples] of buckets) checkBuckets(series, samples, counts.get(series));
}

function checkBuckets(
  series: string,
  samples: ExpositionSample[],
  count: number | undefined,
): void {
  let bound = -Infinity;
  let value = 0;
  for (const sample of samples) {
    const next = boundOf(sample);
    if (!(next > bound)) throw new Error(`bounds do not rise: ${bound}, ${next}`);
    if (sample.value < value) throw new Error(`bucket ${next} of ${series} is below the last`);
    bound = next;
    value = sample.value;
  }
  if (bound !== Infinity) throw new Error(`${series} has no +Inf bucket`);
  if (value !== count) throw new Error(`${series}: +Inf is ${value}, count is ${count}`);
}

function boundOf(sample: ExpositionSample): number {
  const text = sample.labels[BOUND] ?? '';
  return text === '+Inf' ? Infinity : Number(text);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
