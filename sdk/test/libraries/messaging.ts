import { labelOf, MESSAGING } from '../../src/contract/index.ts';
import type { CollectedSpan } from '../../src/testing/index.ts';
import type { LibraryService, Step } from './service.ts';

/** Reads metrics of one messaging system, by the attributes that are their labels. */
export function countedBy(system: string) {
  return async (
    service: LibraryService,
    metric: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<number | undefined> => {
    const page = await service.fixture.scrape();
    const labels = Object.entries({ [MESSAGING.system]: system, ...attributes });
    return page.value(
      metric,
      Object.fromEntries(labels.map(([attribute, value]) => [labelOf(attribute), value])),
    );
  };
}

export function spanNamed(spans: readonly CollectedSpan[], name: string): CollectedSpan {
  const found = spans.find((span) => span.name === name);
  if (found !== undefined) return found;
  throw new Error(`${name} is not in ${spans.map((one) => one.name).join(', ')}`);
}

/** Runs a step; waits until its trace has all of these spans, in whichever service. */
export async function stepUntil(
  service: LibraryService,
  path: string,
  names: readonly string[],
): Promise<Step> {
  const step = await service.step(path, 0);
  const { otlp } = service.fixture;
  const ofTrace = (): CollectedSpan[] =>
    otlp.spans.filter(({ traceId }) => traceId === step.answer.traceId);
  const isThere = (name: string): boolean => {
    const wanted = names.filter((one) => one === name).length;
    return ofTrace().filter((span) => span.name === name).length >= wanted;
  };
  await otlp.waitForSpans(() => names.every(isThere), 10_000);
  return { ...step, spans: ofTrace().filter(({ spanId }) => spanId !== step.entry.spanId) };
}
