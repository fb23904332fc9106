import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';
import { loadBefore, versions } from '../../bench/machine/describe.ts';
import { toMarkdown, type Table } from '../../bench/report/table.ts';
import { MATRIX } from './matrix.ts';
import type { Plan } from './plan.ts';
import {
  OPENTELEMETRY,
  PINO_ELASTICSEARCH,
  PINO_WITH_LISTENER,
  SIGHTLINE_LOGS,
  SIGHTLINE_SPANS,
} from './subjects.ts';
import { glance, sections, type Result } from './tables.ts';
import { PEAK_RSS_MAX_MB } from './verdict.ts';

const PAGE = new URL('../../../docs/reliability.md', import.meta.url);
const GIB = 1024 ** 3;

export function writePage(
  results: readonly Result[],
  inputs: readonly Table[],
  plan: Plan,
  atOnce: number,
): void {
  writeFileSync(PAGE, render(results, inputs, plan, atOnce));
}

function machine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const memory = Math.round(totalmem() / GIB);
  return `${cpus().length} × ${model}, ${memory} GB, ${type()} ${release()}`;
}

function versionOf(name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function parts(): string {
  const { node, sightline, ...peers } = versions();
  const register = '@opentelemetry/auto-instrumentations-node';
  return [
    `node ${node}`,
    `sightline ${sightline}`,
    ...['pino', 'pino-elasticsearch'].map((name) => `${name} ${versionOf(name)}`),
    `${register} ${peers[register]}`,
  ].join(', ');
}

function render(
  results: readonly Result[],
  inputs: readonly Table[],
  plan: Plan,
  atOnce: number,
): string {
  const [logs, spans] = [SIGHTLINE_LOGS, SIGHTLINE_SPANS].map(({ describe }) => describe);
  const raw = [PINO_ELASTICSEARCH, PINO_WITH_LISTENER, OPENTELEMETRY];
  const subjects = [
    `- **${SIGHTLINE_LOGS.name}**: for logs, ${logs}; for spans, ${spans}.`,
    ...raw.map(({ name, describe }) => `- **${name}**: ${describe}.`),
  ];
  return `# Reliability

<!-- Written by \`npm run faults\`. Do not edit by hand. -->

What becomes of log lines and spans when backends, disks and processes fail: for readers who decide
whether to rely on it. Beside each figure stands what the raw part does in the same run.

- Date: ${new Date().toISOString().slice(0, 10)}
- Machine: ${machine()}
- Load of the machine before the run (1 minute): ${loadBefore.toFixed(1)}
- Versions: ${parts()}

## Method

Every run is one service in a process of its own, a loopback backend that misbehaves, and requests
over HTTP that make the service write numbered lines or have numbered spans. The subjects:

${subjects.join('\n')}

${method(plan, atOnce)}

## Figures

${[glance(results), ...sections(results), ...inputs].map(toMarkdown).join('\n\n')}

## How to read them

- **emitted** counts what was written before its request was answered: from then on it is the
  SDK's. What a killed process had not answered is not counted.
- **dead-lettered** lines are neither delivered nor lost: the backend refuses them for what they
  are, and they lie in a file to be replayed, or in the failure store. **rejected** spans are those
  that a collector says it did not take.
- **duplicated** is what the backend stored a second time. Ids are unique within a backing index
  only: what was stored again after a rollover stands behind a plus sign. Collectors do not know
  spans by their ids: a batch that was under way when a process died comes again.
- **by next start** is the part of the delivered that the process itself could not deliver any
  more; the next start of the service found it on disk. The raw parts keep nothing.
- **lost** is what is left: emitted, and found nowhere, also after the next start. In brackets: how
  much of it the SDK's own account names as dropped.
- **with much to keep** means 60,000 lines in 20 seconds: what 100 lines a second would write in
  ten minutes.
- A loss is allowed in these rows, and a test fails above it: ${allowances()}.
- **loop p99** is the 99th percentile of the event loop's delay, before and during the fault, as
  the service measures it. A dash: the process did not live to tell. ${atOnce} runs at a time share
  the machine, so that the figures move by some milliseconds from run to run.
- **exit** is how the process ended; every run ends with a SIGTERM if the fault does not end it.
  _SIGTERM ignored_: alive 8 s later, and killed.

The same matrix runs in short forms in \`npm test\` (\`sdk/test/faults\`): nothing lost where the
disk can be used, nothing twice within a backing index, the exit unchanged, every account read adds
up, and resident memory below ${PEAK_RSS_MAX_MB} MB. No time is asserted there.
`;
}

/** Where something may be lost, and how much. */
function allowances(): string {
  const lines = MATRIX.flatMap(({ fault: { signal, name, loss = 'none' } }) => {
    if (loss === 'none') return [];
    const how = loss === 'counted' ? 'what the account counts as dropped' : loss.why;
    return [`${signal.name}, ${name} (${how})`];
  });
  return lines.join('; ');
}

function method({ perSecond, healthySeconds, faultSeconds, afterSeconds }: Plan, atOnce: number) {
  return `Each run has ${healthySeconds} s of work without fault, ${faultSeconds} s with it and
${afterSeconds} s after it, ${perSecond} lines or spans a second unless the row says otherwise;
${atOnce} runs at a time. Then nothing more is asked of the service until everything has arrived or
nothing moves any more; then it gets a SIGTERM. Where the SDK has a spool and something is missing,
the service is started once more in the same folder, with the fault repaired. All settings are the
defaults, except that spans are sent every second and pino-elasticsearch flushes every second.`;
}
