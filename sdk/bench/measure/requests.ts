import type { LoadResult } from '../load/load.ts';
import { cpuMicrosBetween, readCpu, readRss, type CpuReading } from '../machine/cpu.ts';
import { reservePorts, startService, type Service } from '../machine/service.ts';
import type { Framework, Variant } from '../variants.ts';
import { attempt, playRound, type Contestant } from './contest.ts';
import type { Bench, RequestFigures } from './figures.ts';
import { findFaults, observations } from './validity.ts';

const RATE_PER_SECOND = 800;
/** With the other services in between, so that background compilation gets its time. */
const WARM_UP_SLICES = 2;

function emptyFigures(variant: Variant): RequestFigures {
  const lists = { saturated: [], awake: [], paced: [], latenciesMs: [], rssBytes: [] };
  return { variant, ...lists, faults: new Set(), requests: 0, spans: 0 };
}

/** Measures all variants of one framework against each other. */
export async function measureRequests(
  bench: Bench,
  framework: Framework,
  variants: readonly Variant[],
): Promise<RequestFigures[]> {
  const all = variants.map(emptyFigures);
  for (let generation = 0; generation < bench.plan.generations; generation++) {
    const title = `${framework} ${generation + 1}/${bench.plan.generations}`;
    await measureGeneration(bench, framework, all, title);
  }
  return all;
}

async function measureGeneration(
  bench: Bench,
  framework: Framework,
  all: RequestFigures[],
  title: string,
): Promise<void> {
  const { plan, progress } = bench;
  const contestants: Contestant[] = [];
  try {
    for (const figures of all) {
      progress(`${title}: starting ${figures.variant.name}`);
      const contestant = await enter(bench, framework, figures);
      if (contestant !== undefined) contestants.push(contestant);
    }
    for (let slice = 0; slice < WARM_UP_SLICES; slice++) {
      progress(`${title}: warming up`);
      for (const contestant of contestants)
        await attempt(contestant, () => warmUp(bench, contestant));
    }
    for (let round = 1; round <= plan.rounds; round++) {
      progress(`${title}: saturated, round ${round} of ${plan.rounds}`);
      await playRound(contestants, (contestant) => saturate(bench, contestant));
    }
    for (let round = 1; round <= plan.awakeRounds; round++) {
      progress(`${title}: load generator awake, round ${round} of ${plan.awakeRounds}`);
      await playRound(contestants, (contestant) => saturate(bench, contestant, true));
    }
    for (const { figures, service, failed } of contestants) {
      if (!failed) figures.rssBytes.push(await readRss(service.child));
    }
    for (let round = 1; round <= plan.pacedRounds; round++) {
      progress(`${title}: ${RATE_PER_SECOND} requests per second, ${round} of ${plan.pacedRounds}`);
      await playRound(contestants, (contestant) => pace(bench, contestant));
    }
    progress(`${title}: checking what arrived`);
    for (const contestant of contestants) await attempt(contestant, () => leave(bench, contestant));
  } finally {
    await Promise.all(contestants.map(({ service }) => service.child.stop('SIGKILL')));
  }
}

async function enter(
  bench: Bench,
  framework: Framework,
  figures: RequestFigures,
): Promise<Contestant | undefined> {
  const ports = await reservePorts();
  await bench.sink.open(ports.otlp);
  const { variant } = figures;
  const { packages, logs } = bench;
  try {
    const service = await startService({ variant, framework, packages, logs }, ports);
    return { figures, service, requests: 0, errors: 0, failed: false };
  } catch (error) {
    figures.faults.add((error as Error).message);
    return undefined;
  }
}

async function warmUp(bench: Bench, contestant: Contestant): Promise<void> {
  const port = contestant.service.ports.service;
  count(
    contestant,
    await bench.load.run({ port, requests: bench.plan.warmUpRequests / WARM_UP_SLICES }),
  );
}

async function saturate(
  bench: Bench,
  contestant: Contestant,
  awake = false,
): Promise<() => Promise<void>> {
  const { figures, service } = contestant;
  const before = await readCpu(service.child);
  const job = { port: service.ports.service, durationMs: bench.plan.sliceMs, awake };
  const result = await bench.load.run(job);
  count(contestant, result);
  return () => close(service, before, result, awake ? figures.awake : figures.saturated);
}

async function pace(bench: Bench, contestant: Contestant): Promise<() => Promise<void>> {
  const { figures, service } = contestant;
  const before = await readCpu(service.child);
  const result = await bench.load.run({
    port: service.ports.service,
    durationMs: bench.plan.pacedSliceMs,
    ratePerSecond: RATE_PER_SECOND,
  });
  count(contestant, result);
  figures.latenciesMs.push(...result.latenciesMs);
  return () => close(service, before, result, figures.paced);
}

async function close(
  service: Service,
  before: CpuReading,
  result: LoadResult,
  into: number[],
): Promise<void> {
  const after = await readCpu(service.child);
  into.push(cpuMicrosBetween(before, after) / Math.max(1, result.requests));
}

/** Ends a service the way a deployment does, then compares what came out with what went in. */
async function leave(bench: Bench, contestant: Contestant): Promise<void> {
  const { figures, service, requests, errors } = contestant;
  await bench.load.forget(service.ports.service);
  const observed = await observations(service).catch(() => undefined);
  await service.child.stop('SIGTERM');
  const received = await bench.sink.read(service.ports.otlp);
  for (const fault of findFaults(service, { requests, errors, received, observed })) {
    figures.faults.add(fault);
  }
  figures.requests += requests;
  figures.spans += received.spans;
}

function count(contestant: Contestant, result: LoadResult): void {
  contestant.requests += result.requests;
  contestant.errors += result.errors;
}
