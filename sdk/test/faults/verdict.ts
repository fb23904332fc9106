import type { Figures } from './fault.ts';
import type { FaultFacts } from './matrix.ts';
import type { Plan } from './plan.ts';

/**
 * Resident memory of the service, whatever happens to its backends: what Node, the SDK and the
 * client of Elasticsearch need themselves, and the bounds of all queues on top.
 */
export const PEAK_RSS_MAX_MB = 256;

/** What must not be and is, each as a sentence; none for a subject that came through well. */
export function problemsOf(fault: FaultFacts, figures: Figures, plan: Plan): string[] {
  const problems: string[] = [];
  const rule = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  const { emitted, delivered, setAside, lost, duplicated, exit, looks, imbalances } = figures;
  rule(emitted > 0, 'nothing was emitted');
  rule(delivered > 0 || setAside > 0, 'nothing was delivered');
  rule(lost <= lossAllowed(fault, figures, plan), `${lost} lost, ${figures.dropped} counted`);
  rule(duplicated === 0 || fault.mayRepeat === true, `${duplicated} duplicated`);
  rule(exit === (fault.exit ?? 'SIGTERM'), `ended with ${exit}`);
  rule(looks > 0, 'no account was read');
  rule(imbalances.length === 0, `${imbalances.length} accounts are off, first ${imbalances[0]}`);
  rule(figures.peakRssMb < PEAK_RSS_MAX_MB, `${figures.peakRssMb.toFixed(0)} MB resident`);
  rule(
    figures.signal === 'spans' || figures.stdoutBytes === 0,
    `${figures.stdoutBytes} bytes on stdout`,
  );
  for (const [fact, isTrue] of Object.entries(figures.facts)) rule(isTrue, `not so: ${fact}`);
  return problems;
}

function lossAllowed({ loss = 'none' }: FaultFacts, { dropped }: Figures, plan: Plan): number {
  if (loss === 'none') return 0;
  return loss === 'counted' ? dropped : loss.most(plan);
}
