import type { KeptSignal, TelemetryStore } from '../model/index.ts';

/** What came in on a wire, as the counters of the wires tell it. */
export interface WireCounts {
  readonly wire: string;
  readonly signal: string;
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
}

type Line = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Our own series in the text format: what is kept, what had to go, what came in. */
export function selfMetrics(
  store: TelemetryStore,
  wires: readonly WireCounts[],
  leftOut: number,
): string {
  const signals: [string, KeptSignal][] = [
    ['logs', store.logs.kept()],
    ['spans', store.spans.kept()],
    ['samples', store.metrics.kept()],
  ];
  const { series, seriesMax } = store.metrics.kept();
  return [
    ...keptFamilies(signals),
    family('series', 'gauge', 'Series kept now.', [[{}, series]]),
    family('series_limit', 'gauge', 'Series kept at most.', [[{}, seriesMax]]),
    ...wireFamilies(wires),
    family('journal_left_out_total', 'counter', 'Records not written to disk.', [[{}, leftOut]]),
    family('resident_memory_bytes', 'gauge', 'Resident memory.', [[{}, process.memoryUsage.rss()]]),
  ].join('');
}

function keptFamilies(signals: readonly [string, KeptSignal][]): string[] {
  const each = (value: (kept: KeptSignal) => number): Line[] =>
    signals.map(([signal, kept]) => [{ signal }, value(kept)]);
  return [
    family(
      'kept',
      'gauge',
      'Items kept now.',
      each((kept) => kept.kept),
    ),
    family(
      'kept_limit',
      'gauge',
      'Items kept at most.',
      each((kept) => kept.keptMax),
    ),
    family(
      'kept_bytes',
      'gauge',
      'Bytes kept now.',
      each((kept) => kept.bytes),
    ),
    family(
      'kept_limit_bytes',
      'gauge',
      'Bytes kept at most.',
      each((kept) => kept.bytesMax),
    ),
    family(
      'accepted_total',
      'counter',
      'Items taken.',
      each((kept) => kept.accepted),
    ),
    family(
      'evicted_total',
      'counter',
      'Items let go at a bound.',
      each((kept) => kept.evicted),
    ),
    family(
      'rejected_total',
      'counter',
      'Items not taken, by reason.',
      signals.flatMap(([signal, { rejected }]) =>
        Object.entries(rejected).map(([reason, count]): Line => [{ signal, reason }, count]),
      ),
    ),
  ];
}

function wireFamilies(wires: readonly WireCounts[]): string[] {
  return [
    family(
      'received_total',
      'counter',
      'Items that came in, by wire.',
      wires.map(({ wire, signal, accepted }): Line => [{ wire, signal }, accepted]),
    ),
    family(
      'refused_total',
      'counter',
      'Items that a wire refused, by reason.',
      wires.flatMap(({ wire, signal, refused }) =>
        Object.entries(refused).map(([reason, count]): Line => [{ wire, signal, reason }, count]),
      ),
    ),
  ];
}

function family(name: string, type: string, help: string, lines: readonly Line[]): string {
  const full = `sightline_local_${name}`;
  const samples = lines.map(([labels, value]) => {
    const inner = Object.entries(labels)
      .map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, ' ')}"`)
      .join(',');
    return `${full}${inner === '' ? '' : `{${inner}}`} ${value}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${samples.join('')}`;
}
