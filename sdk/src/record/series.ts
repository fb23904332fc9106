import { LABEL } from '../contract/index.ts';

export type Scheme = 'http' | 'https';

/**
 * One combination of labels that server requests share. Each signal keeps here what it would
 * otherwise compute per request: histogram cells, the encoded head of the span, the fixed part of
 * the log line.
 */
export class RequestSeries {
  readonly method: string;
  readonly scheme: Scheme;
  readonly route: string | undefined;
  readonly status: number;
  readonly errorType: string | undefined;
  /**
   * The table was full: the label whose value was new. The metrics count such a request in their
   * overflow series.
   */
  overflow: string | undefined = undefined;
  /** Slots of the signals; each knows the type of its own. */
  metrics: unknown = undefined;
  span: unknown = undefined;
  log: unknown = undefined;

  constructor(
    method: string,
    scheme: Scheme,
    route: string | undefined,
    status: number,
    errorType: string | undefined,
  ) {
    this.method = method;
    this.scheme = scheme;
    this.route = route;
    this.status = status;
    this.errorType = errorType;
  }
}

type ByStatus = Map<number, Map<string | undefined, RequestSeries>>;

/**
 * Finds the series of a request without building a key. Bounded: past the cap a request gets a
 * series of its own that is not kept, and the metrics fold it into their overflow series.
 */
export class SeriesTable {
  readonly #maxSeries: number;
  #size = 0;
  // One tree per method and scheme: few keys on top, many routes below.
  readonly #byMethod = new Map<string, Map<string | undefined, ByStatus>>();

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  get size(): number {
    return this.#size;
  }

  /** Methods and schemes that were seen. */
  *kinds(): Generator<{ method: string; scheme: Scheme }> {
    for (const root of this.#byMethod.keys()) {
      const [method = root, scheme = 'http'] = root.split(' ');
      yield { method, scheme: scheme as Scheme };
    }
  }

  find(
    method: string,
    scheme: Scheme,
    route: string | undefined,
    status: number,
    errorType: string | undefined,
  ): RequestSeries {
    const root = scheme === 'http' ? method : `${method} ${scheme}`;
    const found = this.#byMethod.get(root)?.get(route)?.get(status)?.get(errorType);
    return found ?? this.#add(root, new RequestSeries(method, scheme, route, status, errorType));
  }

  /** The first label, from the top of the tree, whose value was not seen before. */
  #newLabel(root: string, { route, status }: RequestSeries): string {
    const routes = this.#byMethod.get(root);
    if (routes === undefined) return LABEL.method;
    const statuses = routes.get(route);
    if (statuses === undefined) return LABEL.route;
    return statuses.has(status) ? LABEL.errorType : LABEL.status;
  }

  #add(root: string, series: RequestSeries): RequestSeries {
    if (this.#size >= this.#maxSeries) {
      series.overflow = this.#newLabel(root, series);
      return series;
    }
    this.#size += 1;
    const routes = getOrMake(this.#byMethod, root, () => new Map<string | undefined, ByStatus>());
    const statuses = getOrMake(routes, series.route, () => new Map() as ByStatus);
    const errors = getOrMake(statuses, series.status, () => new Map());
    errors.set(series.errorType, series);
    return series;
  }
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
