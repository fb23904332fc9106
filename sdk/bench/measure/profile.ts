import { cpuMicrosBetween, readCpu } from '../machine/cpu.ts';
import { reservePorts, startService } from '../machine/service.ts';
import { groupProfile, type CpuProfile, type GroupedProfile } from '../report/grouping.ts';
import { toText } from '../report/table.ts';
import type { Framework, Variant } from '../variants.ts';
import type { Bench } from './figures.ts';

const WARM_UP_REQUESTS = 40_000;
const DURATION_MS = 5000;
const INTERVAL_MICROS = 200;
const TOP_FUNCTIONS = 30;

interface Profiled {
  readonly variant: Variant;
  readonly requests: number;
  /** Whole process while profiled, the profiler's own share included. */
  readonly cpuMicros: number;
  readonly grouped: GroupedProfile;
}

/**
 * Where the time goes under saturation: self time per request by origin, for one service after the
 * other. The profiler runs inside the service over the loaded stretch only, so that start-up and
 * compilation are not in it; its own cost inflates every figure by about a tenth.
 */
export async function profile(
  bench: Bench,
  framework: Framework,
  variants: readonly Variant[],
): Promise<string> {
  const all: Profiled[] = [];
  for (const variant of variants) all.push(await profileOne(bench, framework, variant));
  return render(framework, all);
}

async function profileOne(bench: Bench, framework: Framework, variant: Variant): Promise<Profiled> {
  const ports = await reservePorts();
  await bench.sink.open(ports.otlp);
  const { packages, logs, load } = bench;
  bench.progress(`profile ${framework}: ${variant.name}`);
  const service = await startService({ variant, framework, packages, logs }, ports);
  try {
    const port = ports.service;
    await load.run({ port, requests: WARM_UP_REQUESTS });
    await service.child.call('profileStart', { intervalMicros: INTERVAL_MICROS });
    const before = await readCpu(service.child);
    // Awake: what it costs to wake the load generator says nothing about the service.
    const { requests } = await load.run({ port, durationMs: DURATION_MS, awake: true });
    const after = await readCpu(service.child);
    const stopped = await service.child.call<{ profile: CpuProfile }>('profileStop');
    const cpuMicros = cpuMicrosBetween(before, after);
    return { variant, requests, cpuMicros, grouped: groupProfile(stopped.profile) };
  } finally {
    await service.child.stop('SIGKILL');
  }
}

function render(framework: Framework, all: readonly Profiled[]): string {
  const last = all.at(-1);
  if (last === undefined) return 'Nothing to profile.';
  const per = (micros: number | undefined, requests: number) =>
    micros === undefined ? '-' : (micros / requests).toFixed(2);
  const origins = new Set(all.flatMap(({ grouped }) => [...grouped.byOrigin.keys()]));
  const largest = (origin: string) =>
    Math.max(...all.map(({ grouped, requests }) => (grouped.byOrigin.get(origin) ?? 0) / requests));
  const rows = [...origins]
    .sort((a, b) => largest(b) - largest(a))
    .map((origin) => [
      origin,
      ...all.flatMap(({ grouped, requests }) => [
        per(grouped.byOrigin.get(origin), requests),
        per(grouped.withCallees.get(origin), requests),
      ]),
    ]);
  const total = (profiled: Profiled) => {
    const sum = [...profiled.grouped.byOrigin.values()].reduce((a, b) => a + b, 0);
    return [per(sum, profiled.requests), per(profiled.cpuMicros, profiled.requests)];
  };
  const byOrigin = {
    title: `CPU profile, ${framework}: µs per request by origin`,
    columns: ['origin', ...all.flatMap(({ variant: { name } }) => [name, `${name} + node calls`])],
    rows: [...rows, ['total: main thread, process', ...all.flatMap(total)]],
    notes: [
      'First column: self time. Second: node and native time is added to the code that called it.',
    ],
  };
  const functions = {
    title: `Functions with most self time: ${last.variant.name}`,
    columns: ['function', 'origin', 'µs per request'],
    rows: last.grouped.functions
      .slice(0, TOP_FUNCTIONS)
      .map(({ name, origin, micros }) => [name, origin, per(micros, last.requests)]),
  };
  return `${toText(byOrigin)}\n${toText(functions)}`;
}
