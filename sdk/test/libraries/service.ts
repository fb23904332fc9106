import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CollectedSpan } from '../../src/testing/index.ts';
import { runFixture, type Fixture, type FixtureOptions } from '../support/fixture.ts';
import type { Answer } from '../support/http-client.ts';

/** What one step of a service left behind, once its request is complete. */
export interface Step {
  readonly answer: Answer;
  /** Server span of the request. */
  readonly entry: CollectedSpan;
  /** All other spans of the trace, by start. */
  readonly spans: readonly CollectedSpan[];
}

/** A service under `apps/`, or in a file of its own, whose routes are steps. */
export class LibraryService {
  readonly fixture: Fixture;

  private constructor(fixture: Fixture) {
    this.fixture = fixture;
  }

  static async start(
    file: string,
    env: Readonly<Record<string, string>> = {},
    options: Partial<FixtureOptions> = {},
  ): Promise<LibraryService> {
    const path = isAbsolute(file) ? file : fileURLToPath(new URL(`apps/${file}`, import.meta.url));
    return new LibraryService(await runFixture({ ...options, file: path, env }));
  }

  /** Runs a step; waits until its trace has so many spans besides that of the request. */
  async step(path: string, spanCount = 1): Promise<Step> {
    const { fixture } = this;
    const answer = await fixture.request(`/${path}`);
    const ofTrace = (): CollectedSpan[] =>
      fixture.otlp.spans.filter(({ traceId }) => traceId === answer.traceId);
    const isEntry = (span: CollectedSpan): boolean =>
      span.kind === 'server' && span.name.startsWith('GET');
    await fixture.otlp.waitForSpans(() => ofTrace().some(isEntry) && ofTrace().length > spanCount);
    const spans = ofTrace();
    return {
      answer,
      entry: spans.find(isEntry) as CollectedSpan,
      spans: spans
        .filter((span) => !isEntry(span))
        .toSorted((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano)),
    };
  }

  dispose(): Promise<void> {
    return this.fixture.dispose();
  }
}
