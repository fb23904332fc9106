/** UCUM units by the words that Prometheus uses for them. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['kBy', 'kilobytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['%', 'percent'],
  ['1', ''],
]);

/** Units behind the slash of a rate. */
const PER_UNITS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['min', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

const DIMENSIONLESS = '1';

export interface OtlpMetricName {
  readonly name: string;
  readonly unit: string;
  /** Monotonic sums end in `_total`; gauges without dimension in `_ratio`. */
  readonly kind: 'counter' | 'gauge' | 'other';
}

/** The name under which Prometheus keeps an OTLP metric: words, unit, type, by underscores. */
export function prometheusName({ name, unit, kind }: OtlpMetricName): string {
  let words = wordsOf(name);
  for (const word of unitWords(unit)) if (!words.includes(word)) words.push(word);
  if (kind === 'counter') words = moveToEnd(words, 'total');
  if (kind === 'gauge' && unit === DIMENSIONLESS) words = moveToEnd(words, 'ratio');
  const joined = words.join('_');
  return /^\d/.test(joined) ? `_${joined}` : joined;
}

/** `By/s` gives `bytes` and `per_second`; what stands in braces is a remark and gives nothing. */
function unitWords(unit: string): string[] {
  const [main = '', per = ''] = unit.split('/', 2).map((part) => part.trim());
  const words: string[] = [];
  if (main !== '' && !/[{}]/.test(main)) words.push(...wordsOf(UNITS.get(main) ?? main));
  if (per !== '' && !/[{}]/.test(per)) {
    const [word] = wordsOf(PER_UNITS.get(per) ?? per);
    if (word !== undefined) words.push(`per_${word}`);
  }
  return words;
}

/** `seconds` for `s`: the unit as metadata states it. */
export function prometheusUnit(unit: string): string {
  return unitWords(unit).join('_');
}

function wordsOf(text: string): string[] {
  return text.split(/[^a-zA-Z0-9:]+/).filter((word) => word !== '');
}

function moveToEnd(words: readonly string[], word: string): string[] {
  return [...words.filter((one) => one !== word), word];
}

/** An attribute's name as a label name. */
export function prometheusLabel(attribute: string): string {
  const name = attribute.replaceAll(/[^a-zA-Z0-9_]/g, '_');
  if (/^\d/.test(name)) return `key_${name}`;
  // A single leading underscore is nobody's; two mark names that Prometheus keeps to itself.
  return name.startsWith('_') && !name.startsWith('__') ? `key${name}` : name;
}
