import {
  ATTR,
  DATASET,
  labelOf,
  MESSAGING,
  MESSAGING_METRICS,
  MESSAGING_TYPE,
} from '../../contract/index.ts';
import {
  wallClockMs,
  type AttributeMap,
  type CountCell,
  type OperationKind,
  type OperationSeries,
  type Reading,
} from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { Remembered } from '../remembered.ts';

const { operationDuration, processDuration } = MESSAGING_METRICS;

const SEND: OperationKind = { metric: operationDuration, span: 'producer' };
/** Receiving and settling are calls to the broker. */
const CALL: OperationKind = { metric: operationDuration, span: 'client' };
const PROCESS: OperationKind = {
  metric: processDuration,
  span: 'consumer',
  line: { dataset: DATASET.message, logger: 'messaging' },
};

const DESTINATIONS_MAX = 500;

/** Where the broker is and who consumes, where that is known. */
export interface Whereabouts {
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  readonly group?: string | undefined;
}

/** What all messages of one destination share. Worth keeping: everything is worked out once. */
export class Destination {
  readonly name: string;
  /** Age of the message that was taken last, in seconds. */
  age: number | undefined = undefined;
  /** Messages that are not read yet, by partition. */
  readonly lag = new Map<number, number>();
  readonly #kit: Kit;
  readonly #shared: AttributeMap;
  // Most destinations are used in one way by one process.
  #send: OperationSeries | undefined;
  #receive: OperationSeries | undefined;
  #process: OperationSeries | undefined;
  #sent: CountCell | undefined;
  readonly #consumed = new Map<OperationSeries, CountCell>();

  constructor(kit: Kit, system: string, name: string, { address, port, group }: Whereabouts) {
    this.name = name;
    this.#kit = kit;
    this.#shared = {
      [MESSAGING.system]: system,
      [MESSAGING.destination]: name,
      [MESSAGING.consumerGroup]: group,
      [ATTR.serverAddress]: address,
      [ATTR.serverPort]: port,
    };
  }

  get send(): OperationSeries {
    this.#send ??= this.#series(SEND, MESSAGING_TYPE.send);
    return this.#send;
  }

  get receive(): OperationSeries {
    this.#receive ??= this.#series(CALL, MESSAGING_TYPE.receive);
    return this.#receive;
  }

  get process(): OperationSeries {
    this.#process ??= this.#series(PROCESS, MESSAGING_TYPE.process);
    return this.#process;
  }

  #series(kind: OperationKind, type: string, operation: string = type): OperationSeries {
    return this.#kit.hooks.series(kind, `${operation} ${this.name}`, {
      ...this.#shared,
      [MESSAGING.operation]: operation,
      [MESSAGING.operationType]: type,
    });
  }

  /** A call that tells the broker what became of a message, where it answers to that. */
  settle(operation: string): OperationSeries {
    return this.#series(CALL, MESSAGING_TYPE.settle, operation);
  }

  sent(count = 1, errorType?: string): void {
    const { measures } = this.#kit;
    const { attributes } = this.send;
    if (errorType !== undefined) {
      const labels = { ...attributes, [ATTR.errorType]: errorType };
      measures.count(MESSAGING_METRICS.sent, labels, count);
      return;
    }
    this.#sent ??= measures.counter(MESSAGING_METRICS.sent, attributes);
    this.#sent.value += count;
  }

  consumed(series: OperationSeries, count = 1): void {
    let cell = this.#consumed.get(series);
    if (cell === undefined) {
      cell = this.#kit.measures.counter(MESSAGING_METRICS.consumed, series.attributes);
      this.#consumed.set(series, cell);
    }
    cell.value += count;
  }

  redelivered(series: OperationSeries): void {
    this.#kit.measures.count(MESSAGING_METRICS.redelivered, series.attributes);
  }

  discarded(series: OperationSeries): void {
    this.#kit.measures.count(MESSAGING_METRICS.discarded, series.attributes);
  }

  /** A message was taken that could be taken since then. */
  taken(readyEpochMs: number): void {
    this.age = Math.max(0, (wallClockMs() - readyEpochMs) / 1000);
  }

  /** As labels of a gauge. */
  get labels(): Record<string, string> {
    const labels: Record<string, string> = {};
    for (const name of [MESSAGING.system, MESSAGING.destination, MESSAGING.consumerGroup]) {
      const value = this.#shared[name];
      if (value !== undefined) labels[labelOf(name)] = String(value);
    }
    return labels;
  }
}

/** All destinations of one messaging system in this process. */
export class Destinations {
  readonly #kit: Kit;
  readonly #system: string;
  readonly #known = new Remembered<Destination>(DESTINATIONS_MAX);
  readonly #shown = new Map<string, Destination>();

  constructor(kit: Kit, system: string) {
    this.#kit = kit;
    this.#system = system;
    const { lag, queueAge } = MESSAGING_METRICS;
    kit.measures.watch(queueAge, () => this.#readings(({ age }) => age, queueAge.labels));
    kit.measures.watch(lag, () =>
      this.#readings(({ lag: partitions }) => sumOf(partitions.values()), lag.labels),
    );
  }

  of(name: string, where: Whereabouts = {}): Destination {
    const { address, port, group } = where;
    return this.#known.get(`${name} ${group ?? ''} ${address ?? ''}:${port ?? ''}`, (key) => {
      const made = new Destination(this.#kit, this.#system, name, where);
      // Gauges of destinations that were forgotten and met again go on from the new one.
      if (this.#shown.size < DESTINATIONS_MAX || this.#shown.has(key)) this.#shown.set(key, made);
      return made;
    });
  }

  /** One reading per set of labels: several brokers may have a destination of one name. */
  #readings(
    pick: (destination: Destination) => number | undefined,
    labels: readonly string[],
  ): Iterable<Reading> {
    const readings = new Map<string, Reading>();
    for (const destination of this.#shown.values()) {
      const value = pick(destination);
      if (value === undefined) continue;
      const entries = Object.entries(destination.labels).filter(([name]) => labels.includes(name));
      const key = JSON.stringify(entries);
      const before = readings.get(key)?.value ?? 0;
      if (value >= before) readings.set(key, { labels: Object.fromEntries(entries), value });
    }
    return readings.values();
  }
}

function sumOf(values: Iterable<number>): number | undefined {
  let sum: number | undefined;
  for (const value of values) sum = (sum ?? 0) + value;
  return sum;
}
