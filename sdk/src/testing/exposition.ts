import { checkFamily } from './exposition-family.ts';
import { LineReader } from './exposition-line.ts';
import {
  ExpositionError,
  type Exposition,
  type ExpositionFamily,
  type ExpositionSample,
  type ExpositionType,
  type LabelMatch,
  type Labels,
} from './exposition-types.ts';

/**
 * Parses Prometheus text (0.0.4) or OpenMetrics (1.0), strictly: what a real scraper might reject
 * or read differently is an error with its line. OpenMetrics is told by its media type, or by its
 * `# EOF` when no type is given.
 */
export function parseExposition(text: string, contentType?: string): Exposition {
  const openMetrics = isOpenMetrics(text, contentType);
  const families = new Map<string, FamilyDraft>();
  let current: FamilyDraft | undefined;
  bodyLines(text, openMetrics).forEach((line, at) => {
    try {
      current = readLine(line, openMetrics, families, current);
    } catch (error) {
      throw new ExpositionError(`line ${at + 1}: ${(error as Error).message}: ${line}`);
    }
  });
  for (const family of families.values()) checkFamily(family, openMetrics);
  return exposition(openMetrics, families);
}

interface FamilyDraft {
  readonly name: string;
  type: ExpositionType;
  typed: boolean;
  help: string | undefined;
  unit: string | undefined;
  readonly samples: ExpositionSample[];
}

const TYPES: Readonly<Record<'text' | 'openMetrics', readonly string[]>> = {
  text: ['counter', 'gauge', 'histogram', 'summary', 'untyped'],
  openMetrics: [
    'counter',
    'gauge',
    'histogram',
    'summary',
    'info',
    'stateset',
    'gaugehistogram',
    'unknown',
  ],
};

/** Endings that a sample may add to the name of its family, by type. */
const TEXT_SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};
const OPEN_METRICS_SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count', '_created'],
  summary: ['', '_sum', '_count', '_created'],
  gaugehistogram: ['_bucket', '_gsum', '_gcount'],
  counter: ['_total', '_created'],
  info: ['_info'],
};

function isOpenMetrics(text: string, contentType: string | undefined): boolean {
  if (contentType === undefined) return text.endsWith('# EOF\n');
  if (contentType.startsWith('application/openmetrics-text')) return true;
  if (contentType.startsWith('text/plain')) return false;
  throw new ExpositionError(`content type ${contentType} is no exposition format`);
}

function bodyLines(text: string, openMetrics: boolean): string[] {
  if (text.includes('\r')) throw new ExpositionError('carriage return');
  if (!text.endsWith('\n')) throw new ExpositionError('the last line has no newline');
  const lines = text.split('\n').slice(0, -1);
  if (openMetrics && lines.pop() !== '# EOF') {
    throw new ExpositionError('OpenMetrics does not end with # EOF');
  }
  return lines;
}

function readLine(
  line: string,
  openMetrics: boolean,
  families: Map<string, FamilyDraft>,
  current: FamilyDraft | undefined,
): FamilyDraft | undefined {
  if (line === '' && !openMetrics) return current;
  const descriptor = /^# (HELP|TYPE|UNIT) (\S+)(?: (.*))?$/.exec(line);
  // Prometheus text knows no UNIT; there such a line is a comment.
  if (descriptor !== null && (openMetrics || descriptor[1] !== 'UNIT')) {
    const [, keyword = '', name = '', rest = ''] = descriptor;
    return describe(familyOf(name, families, current), keyword, rest, openMetrics);
  }
  if (line.startsWith('#')) {
    if (openMetrics || line === '# EOF') throw new Error('comment where none may be');
    return current;
  }
  const sample = new LineReader(line, openMetrics).sample();
  const family = ownerOf(sample.name, openMetrics, families, current);
  family.samples.push(sample);
  return family;
}

/** The block that this descriptor belongs to; a block that ended may not be continued. */
function familyOf(
  name: string,
  families: Map<string, FamilyDraft>,
  current: FamilyDraft | undefined,
): FamilyDraft {
  if (current?.name === name) return current;
  if (families.has(name)) throw new Error(`family ${name} is not in one block`);
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new Error(`${name} is no metric name`);
  const blank = { help: undefined, unit: undefined, samples: [] };
  const family: FamilyDraft = { name, type: 'unknown', typed: false, ...blank };
  families.set(name, family);
  return family;
}

function describe(
  family: FamilyDraft,
  keyword: string,
  rest: string,
  openMetrics: boolean,
): FamilyDraft {
  if (family.samples.length > 0) throw new Error(`${keyword} after samples`);
  if (keyword === 'TYPE') {
    if (family.typed) throw new Error('second TYPE');
    const known = TYPES[openMetrics ? 'openMetrics' : 'text'];
    if (!known.includes(rest)) throw new Error(`type ${rest} is not one of ${known.join(', ')}`);
    family.type = rest as ExpositionType;
    family.typed = true;
  } else if (keyword === 'UNIT') {
    if (family.unit !== undefined) throw new Error('second UNIT');
    if (rest !== '' && !family.name.endsWith(`_${rest}`)) throw new Error('name lacks its unit');
    family.unit = rest;
  } else {
    if (family.help !== undefined) throw new Error('second HELP');
    family.help = rest.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
  }
  return family;
}

function ownerOf(
  name: string,
  openMetrics: boolean,
  families: Map<string, FamilyDraft>,
  current: FamilyDraft | undefined,
): FamilyDraft {
  const suffixes = openMetrics ? OPEN_METRICS_SUFFIXES : TEXT_SUFFIXES;
  const allowed = (family: FamilyDraft): readonly string[] => suffixes[family.type] ?? [''];
  if (current && allowed(current).some((suffix) => name === current.name + suffix)) return current;
  for (const family of families.values()) {
    if (family !== current && allowed(family).some((suffix) => name === family.name + suffix)) {
      throw new Error(`family ${family.name} is not in one block`);
    }
  }
  if (openMetrics && current?.samples.length === 0) {
    throw new Error(`sample does not fit family ${current.name} of type ${current.type}`);
  }
  return familyOf(name, families, undefined);
}

function exposition(openMetrics: boolean, families: Map<string, ExpositionFamily>): Exposition {
  const samples = [...families.values()].flatMap((family) => family.samples);
  const find = (name: string, labels: LabelMatch = {}): ExpositionSample[] =>
    samples.filter((sample) => sample.name === name && matches(sample.labels, labels));
  const value = (name: string, labels: LabelMatch = {}): number => {
    const [match, ...others] = find(name, labels);
    if (match !== undefined && others.length === 0) return match.value;
    const candidates = find(name).map((sample) => JSON.stringify(sample.labels));
    const count = match ? others.length + 1 : 'no';
    const wanted = `${name} with ${JSON.stringify(labels)}`;
    throw new ExpositionError(`${count} samples of ${wanted}; there are: ${candidates.join(' ')}`);
  };
  return { openMetrics, families, samples, find, value };
}

function matches(labels: Labels, wanted: LabelMatch): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}
