import { SAGA_METRICS, STEP } from '../contract/index.ts';
import { monotonicMs, type AttributeMap } from '../record/index.ts';
import { OUTCOME, SAGA_STEP, stepKit, WHOLE_SAGA } from './kit.ts';
import { measured } from './measured.ts';
import { nameOf } from './step.ts';
import { Undo } from './undo.ts';

/** How a saga ended: as planned, taken back, or left half done. */
export type SagaOutcome = 'ok' | 'compensated' | 'compensation_failed';

export interface SagaOptions {
  /**
   * Start of the oldest saga that is still open, where sagas outlive the process: it knows its own
   * only. Asked at each scrape, must answer at once (undefined = none is open).
   */
  readonly oldestOpen?: () => Date | undefined;
}

/** What the work of a saga gets: its steps, each with what takes it back. */
export interface SagaSteps {
  /**
   * Runs a step. When a later one fails, `compensate` gets what this one returned; compensations
   * run in reverse order, each after the other, and each is tried once.
   */
  step<Result>(
    name: string,
    work: () => Result | Promise<Result>,
    compensate?: (result: Result) => unknown,
  ): Promise<Result>;
}

/**
 * A distributed transaction of steps that are taken back when a later one fails. Gives the metrics
 * `saga_*` and a span per saga, step and compensation. It keeps no state of its own: a saga that
 * must outlive its process keeps its own and reports by `started`, `step`, `compensate`,
 * `completed`.
 */
export class Saga {
  readonly #name: string;
  readonly #options: SagaOptions;
  readonly #open = new Set<{ readonly startMs: number }>();
  #isWatched = false;

  constructor(name: string, options: SagaOptions = {}) {
    this.#name = nameOf(name);
    this.#options = options;
    this.#watch();
  }

  /**
   * Runs a whole saga. When the work throws, what was done is taken back and the same error is
   * thrown on.
   */
  async run<Result>(work: (steps: SagaSteps) => Promise<Result>): Promise<Result> {
    const open = { startMs: monotonicMs() };
    this.#open.add(open);
    this.started();
    const undo = new Undo();
    const steps: SagaSteps = {
      step: async (name, run, compensate) => {
        const result = await this.step(name, run);
        if (compensate !== undefined) {
          undo.add(() => this.compensate(name, () => compensate(result)));
        }
        return result;
      },
    };
    let outcome: SagaOutcome = OUTCOME.ok;
    const whole = async (): Promise<Result> => {
      try {
        return await work(steps);
      } catch (error) {
        outcome = (await undo.run()) ? OUTCOME.compensated : OUTCOME.compensationFailed;
        throw error;
      }
    };
    const named = {
      kind: WHOLE_SAGA,
      name: this.#name,
      attributes: this.#attributes(),
      outcomeOf: () => outcome,
    };
    try {
      return await measured(named, whole);
    } finally {
      this.#open.delete(open);
      this.completed(outcome);
    }
  }

  /** One step, measured. */
  async step<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    const attributes = this.#attributes(name);
    return measured({ kind: SAGA_STEP, name: nameOf(name), attributes }, async () => work());
  }

  /** What takes a step back, measured under the step's name. */
  async compensate<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    const named = {
      kind: SAGA_STEP,
      name: `compensate ${nameOf(name)}`,
      attributes: this.#attributes(name),
      outcomeOf: (isFailed: boolean) =>
        isFailed ? OUTCOME.compensationFailed : OUTCOME.compensated,
    };
    return measured(named, async () => work());
  }

  /** Counts a saga that begins. `run` does it itself. */
  started(): void {
    this.#watch();
    stepKit()?.measures.count(SAGA_METRICS.started, this.#attributes());
  }

  /** Counts a saga that ends. `run` does it itself. */
  completed(outcome: SagaOutcome): void {
    const attributes = { ...this.#attributes(), [STEP.outcome]: outcome };
    stepKit()?.measures.count(SAGA_METRICS.completed, attributes);
  }

  #attributes(step?: string): AttributeMap {
    if (step === undefined) return { [STEP.saga]: this.#name };
    return { [STEP.saga]: this.#name, [STEP.step]: nameOf(step) };
  }

  /** Counters stand at 0 before the first saga; the gauge is read from here. */
  #watch(): void {
    const measures = stepKit()?.measures;
    if (this.#isWatched || measures === undefined) return;
    this.#isWatched = true;
    const attributes = this.#attributes();
    measures.count(SAGA_METRICS.started, attributes, 0);
    for (const outcome of [OUTCOME.ok, OUTCOME.compensated, OUTCOME.compensationFailed]) {
      measures.count(SAGA_METRICS.completed, { ...attributes, [STEP.outcome]: outcome }, 0);
    }
    measures.watch(SAGA_METRICS.oldestOpen, () => [
      { labels: { [STEP.saga]: this.#name }, value: this.#oldestAgeSeconds() },
    ]);
  }

  #oldestAgeSeconds(): number {
    const { oldestOpen } = this.#options;
    if (oldestOpen !== undefined) {
      const since = readDate(oldestOpen);
      return since === undefined ? 0 : Math.max(0, (Date.now() - since) / 1000);
    }
    const [first] = this.#open;
    return first === undefined ? 0 : (monotonicMs() - first.startMs) / 1000;
  }
}

/** The application's own code, in the middle of a scrape. */
function readDate(read: () => Date | undefined): number | undefined {
  try {
    const time = read()?.getTime();
    return time === undefined || Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
