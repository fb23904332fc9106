import { describeMachine, loadBefore } from '../machine/describe.ts';
import { toMarkdown, type Table } from '../report/table.ts';

/** What one variant needed, sample by sample in rising order. */
export interface Found {
  readonly variant: string;
  readonly samples: readonly number[];
  readonly spansPerCall: number;
}

const at = (samples: readonly number[], share: number): number =>
  samples[Math.floor((samples.length - 1) * share)] ?? Number.NaN;
const us = (value: number): string => value.toFixed(1);

/** The first variant is the bare one. */
export function rowsOf(library: string, found: readonly Found[]): string[][] {
  const bare = at(found[0]?.samples ?? [], 0.25);
  return found.map(({ variant, samples, spansPerCall }, index) => {
    const low = at(samples, 0.25);
    const spread = [0, 0.5, 1].map((share) => us(at(samples, share))).join('/');
    const added = index === 0 ? '-' : `+${us(low - bare)}`;
    return [library, variant, `${us(low)} (${spread})`, added, spansPerCall.toFixed(2)];
  });
}

export function tableOf(rows: readonly string[][]): Table {
  return {
    title: 'CPU of one call',
    columns: ['library', 'variant', 'µs per call: q25 (min/median/max)', 'added µs', 'spans'],
    rows,
    notes: [
      '_Spans_: per call, as they arrived. A call of @grpc/grpc-js is both sides of it, client ' +
        'and server, in one process. OpenTelemetry has a span for taking a connection of pg, too.',
    ],
  };
}

interface Plan {
  readonly warmUp: number;
  readonly rounds: number;
  readonly count: number;
}

export function pageOf(table: Table, { warmUp, rounds, count }: Plan): string {
  return `# What observed calls cost

<!-- Written by \`npm run bench -- --libraries\`. Do not edit by hand. -->

What a call of a database, a cache or a remote procedure costs more when it is observed, beside
OpenTelemetry's own instrumentation: for readers who decide whether to leave it on.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${describeMachine()}
- Load of the machine before the run (1 minute): ${loadBefore.toFixed(1)}

Each variant is a process of its own on one core, with ${warmUp.toLocaleString('en')} calls to
warm up and ${rounds} rounds of ${count.toLocaleString('en')} calls, in turn; 8 calls are under way
at once, each below a sampled span, against a real server. CPU is that of the whole process, exports
included.

${toMarkdown(table)}
`;
}
