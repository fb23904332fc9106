import { writeFileSync } from 'node:fs';
import { describeMachine, loadBefore, versions } from '../machine/describe.ts';
import type { Options } from '../options.ts';
import { CONTROL, FRAMEWORKS, VARIANTS } from '../variants.ts';
import { goalTable } from './goals.ts';
import type { Results } from './results.ts';
import { toMarkdown } from './table.ts';
import { allTables, FRAMEWORK_TITLES } from './tables.ts';
import { quantile } from './statistics.ts';

const PAGE = new URL('../../../docs/benchmarks.md', import.meta.url);

export function writePage(options: Options, results: Results): void {
  writeFileSync(PAGE, render(options, results));
}

function render(options: Options, results: Results): string {
  const found = Object.entries(versions()).map(([name, version]) => `${name} ${version}`);
  const tables = allTables(results).map(toMarkdown);
  const variants = [...VARIANTS, CONTROL].map(
    ({ name, describe }) => `- **${name}**: ${describe}.`,
  );
  return `# Benchmarks

<!-- Written by \`npm run bench${options.plan.full ? ' -- --full' : ''}\`. Do not edit by hand. -->

What observing a Node service costs: for readers who decide whether it is worth it, and for
maintainers who must not make it dearer.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${describeMachine()}
- Load of the machine before the run (1 minute): ${loadBefore.toFixed(1)}
- Versions: ${found.join(', ')}

${toMarkdown(goalTable(results)).replace('###', '##')}

## Method

Each variant is the same service, observed in another way:

${variants.join('\n')}

${method(options)}

## Figures

${tables.join('\n\n')}

## How to read them

${reading(results)}
`;
}

function method({ plan }: Options): string {
  const generations = plan.generations === 1 ? 'one process' : `${plan.generations} processes`;
  const warmUp = plan.warmUpRequests.toLocaleString('en');
  const slices = `${plan.rounds} rounds of ${plan.sliceMs} ms each`;
  return `All variants of a framework run at once, ${generations} each, and are loaded over loopback
in slices, in a new random order each round: ${slices}, after ${warmUp}
warm-up requests each, 32 connections, one request open per connection. CPU is the on-CPU time of
the whole service process (every thread, from the scheduler's accounting), divided by the requests
of the slice; a slice is closed 1.3 s after its last request, so that its exports are in it. Every
request is traced. Logs go to a file in memory through stdout. The receiver counts what arrives.

A variant counts only if no request failed, at least 0.95 spans per request arrived, one log line
with a trace id was written per request, and its request metric equals the number of requests
(each as far as the variant has that signal). Otherwise its row says *invalid* and why.

At 800 rps the same is done at a fixed rate. Memory is resident memory after the saturated rounds.
Start-up is from spawning the process to listening, best and median of ${plan.startUps}, in turn.
The longest block is the longest gap between two turns of a \`setImmediate\` loop in the service
while it is scraped; its CPU time is what neighbours on the machine cannot lengthen. Installed size
is a production install alone in an empty folder.`;
}

/** The spread of this very run, so that nobody reads more into the figures than is there. */
function reading(results: Results): string {
  const noise = FRAMEWORKS.flatMap((framework) => {
    const figures = results.requests.get(framework) ?? [];
    const estimate = (name: string) =>
      quantile(figures.find(({ variant }) => variant.name === name)?.saturated ?? [], 0.25);
    const difference = estimate(CONTROL.name) - estimate('bare');
    if (!Number.isFinite(difference)) return [];
    return [`${FRAMEWORK_TITLES[framework]} ${Math.abs(difference).toFixed(1)} µs`];
  });
  const control = noise.join(', ') || 'not measured';
  return `- Neighbours only ever add time, so the estimate is the low quartile (q25) of the rounds;
  minimum, median and maximum show the spread. The paired ratio is the median over rounds of
  variant ÷ bare in the same round: where it disagrees with the q25 ratio, trust neither far.
- Two bare services, equal in everything, differed in this run by: ${control}.
  A difference of that size between variants means nothing.
- Compare within a table. Absolute figures move by a third from one hour to the next on a shared
  machine; the distance to *bare* beside them moves much less.
- At 800 rps each request pays for waking an idle process, observed or not; that is what a service
  with little traffic sees.
- A slow service leaves the load generator time to sleep, and then pays for waking it with every
  answer, which on a virtual machine may be a quarter of its figure. So both are measured: with a
  load generator that never sleeps (what the observing costs), and with one that may.
- *Added* is over both bare services together.
- Resident memory varies by tens of megabytes from process to process; p99 on two cores says
  more about the machine than about the variant.`;
}
