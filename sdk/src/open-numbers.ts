import { LABEL } from './contract/index.ts';
import type { Instrumentation } from './instrument/index.ts';
import type { OpenNumbers, Reading } from './metrics/index.ts';

/** Label sets that stay visible at 0; more than this appear only while they are open. */
const REMEMBERED_MAX = 200;

type Labels = NonNullable<Reading['labels']>;

/**
 * Open requests by labels, counted when somebody asks: an open request costs nothing in between.
 */
export function openNumbers(instrumentation: Instrumentation): OpenNumbers {
  const { server, client } = instrumentation;
  const countServer = counter<{ method: string; scheme: string }>(({ method, scheme }) => ({
    [LABEL.method]: method,
    [LABEL.scheme]: scheme,
  }));
  const countClient = counter<{ method: string; serverAddress: string; serverPort: number }>(
    ({ method, serverAddress, serverPort }) => ({
      [LABEL.method]: method,
      [LABEL.serverAddress]: serverAddress,
      [LABEL.serverPort]: serverPort,
    }),
  );
  return {
    // Kinds of requests that were served before count as known, open or not.
    server: () => countServer(server.open.list(), server.series.kinds()),
    client: () => countClient([...client.open], []),
  };
}

function counter<Item>(
  labelsOf: (item: Item) => Labels,
): (open: readonly Item[], known: Iterable<Item>) => Iterable<Reading> {
  const readings = new Map<string, { labels: Labels; value: number }>();
  const readingOf = (item: Item): { labels: Labels; value: number } => {
    const labels = labelsOf(item);
    const key = Object.values(labels).join(' ');
    const reading = readings.get(key) ?? { labels, value: 0 };
    readings.set(key, reading);
    return reading;
  };
  return (open, known) => {
    if (readings.size > REMEMBERED_MAX) readings.clear();
    for (const reading of readings.values()) reading.value = 0;
    for (const item of known) readingOf(item);
    for (const item of open) readingOf(item).value += 1;
    return readings.values();
  };
}
