import type { Settings } from './config/index.ts';
import type { Logs } from './logs/index.ts';
import type { ExportCounters } from './otlp/index.ts';
import { warn } from './outages.ts';
import { spaced } from './spaced.ts';
import { Spool, SpoolFolder, type SpoolKind } from './spool/index.ts';

/** Every batch is a file of its own: it is delivered, or put back, as a whole. */
const SEGMENT_BYTES = 1;

/** What the log says of the disk; none of it more than once a minute. */
export function diskEvents(
  logs: Logs,
  what: string,
): { onFault(message: string): void; onDropped(reason: string): void } {
  return {
    onFault: spaced((message: string) => {
      warn(logs, 'SPOOL_UNUSABLE', `${what} cannot be put on disk: ${message}`);
    }),
    onDropped: spaced((reason: string) => {
      const counted = 'the counter of dropped items has the number';
      warn(logs, 'SPOOL_DROPPING', `${what} are dropped (${reason}); ${counted}`);
    }),
  };
}

/** The spool of an OTLP queue; undefined when there is none, or its folder cannot be used. */
export function openSpool(
  { spool, serviceName }: Settings,
  kind: SpoolKind,
  counters: ExportCounters,
  events: ReturnType<typeof diskEvents>,
): Spool | undefined {
  if (spool === undefined) return undefined;
  try {
    return new Spool(
      new SpoolFolder(spool.dir, serviceName, kind),
      { ...spool, segmentBytes: SEGMENT_BYTES, isText: false },
      {
        onDropped(reason, items) {
          counters.drop(reason, items);
          events.onDropped(reason);
        },
        onAdopted(items) {
          counters.adopted += items;
        },
        onFault: ({ message }) => events.onFault(message),
      },
    );
  } catch (error) {
    events.onFault((error as Error).message);
    return undefined;
  }
}
