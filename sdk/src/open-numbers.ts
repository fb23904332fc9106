import { LABEL } from './contract/index.ts';
import type { Instrumentation } from './instrument/index.ts';
import type { OpenNumbers, Reading } from './metrics/index.ts';

/** Open requests by labels, counted when somebody asks: an open request costs nothing in between. */
export function openNumbers(instrumentation: Instrumentation): OpenNumbers {
  return {
    server: () =>
      count(instrumentation.server.open.list(), ({ method, scheme }) => ({
        [LABEL.method]: method,
        [LABEL.scheme]: scheme,
      })),
    client: () =>
      count([...instrumentation.client.open], ({ method, serverAddress, serverPort }) => ({
        [LABEL.method]: method,
        [LABEL.serverAddress]: serverAddress,
        [LABEL.serverPort]: serverPort,
      })),
  };
}

function count<Record>(
  records: readonly Record[],
  labelsOf: (record: Record) => NonNullable<Reading['labels']>,
): Iterable<Reading> {
  const readings = new Map<string, { labels: NonNullable<Reading['labels']>; value: number }>();
  for (const record of records) {
    const labels = labelsOf(record);
    const key = Object.values(labels).join(' ');
    const reading = readings.get(key);
    if (reading === undefined) readings.set(key, { labels, value: 1 });
    else reading.value += 1;
  }
  return readings.values();
}
