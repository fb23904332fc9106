import { reservePorts, startService } from '../machine/service.ts';
import type { Framework, Variant } from '../variants.ts';
import type { Bench } from './figures.ts';

export interface StartUpFigures {
  readonly variant: Variant;
  /** From spawning the process to listening, one value per start. */
  readonly startUpMs: number[];
  readonly faults: Set<string>;
}

/** Starts each variant several times, in turn, so that a busy moment hits all of them. */
export async function measureStartUp(
  bench: Bench,
  framework: Framework,
  variants: readonly Variant[],
): Promise<StartUpFigures[]> {
  const all: StartUpFigures[] = variants.map((variant) => ({
    variant,
    startUpMs: [],
    faults: new Set<string>(),
  }));
  const { packages, logs, plan } = bench;
  // The first start of each reads its files from disk and is not counted.
  for (let turn = 0; turn <= plan.startUps; turn++) {
    bench.progress(`${framework}: start-up ${turn} of ${plan.startUps}`);
    for (const figures of all) {
      if (figures.faults.size > 0) continue;
      const ports = await reservePorts();
      try {
        const setting = { variant: figures.variant, framework, packages, logs };
        const service = await startService(setting, ports);
        if (turn > 0) figures.startUpMs.push(service.startUpMs);
        await service.child.stop('SIGKILL');
      } catch (error) {
        figures.faults.add((error as Error).message);
      }
    }
  }
  return all;
}
