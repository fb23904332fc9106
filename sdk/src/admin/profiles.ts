import type { IncomingMessage, ServerResponse } from 'node:http';

export type ProfileKind = 'cpu' | 'heap' | 'allocs';

/** Records for so long; rejects when the signal is aborted. */
export type RecordProfile = (
  kind: ProfileKind,
  durationMs: number,
  signal: AbortSignal,
) => Promise<Buffer>;

/** The paths that Go's tools and many collectors of profiles ask for. */
export const PROFILE_PATHS: Readonly<Record<string, ProfileKind>> = {
  '/debug/pprof/profile': 'cpu',
  '/debug/pprof/heap': 'heap',
  '/debug/pprof/allocs': 'allocs',
};

const SECONDS_DEFAULT = 10;
const SECONDS_MAX = 120;

/** Answers requests for profiles, one at a time: two would each measure the other. */
export function profileRoute(
  kind: ProfileKind,
  lock: { isTaken: boolean },
  record: RecordProfile,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  return async (req, res) => {
    const seconds = secondsOf(req.url ?? '');
    if (seconds === undefined) {
      refuse(
        res,
        400,
        `seconds must be a number from 1 to ${SECONDS_MAX}; default ${SECONDS_DEFAULT}.`,
      );
      return;
    }
    if (lock.isTaken) {
      refuse(res, 429, 'Another profile is being recorded; try again when it is done.');
      return;
    }
    lock.isTaken = true;
    const gone = new AbortController();
    const onClose = (): void => gone.abort();
    res.once('close', onClose);
    // The server gives slow requests up; this one is slow on purpose.
    res.setTimeout(0);
    req.socket.setTimeout(0);
    try {
      const profile = await record(kind, seconds * 1000, gone.signal);
      res.writeHead(200, {
        'content-type': 'application/octet-stream',
        // Its time-out is off; the next request gets a connection that has one.
        connection: 'close',
        'content-disposition': `attachment; filename="${kind}.pb.gz"`,
      });
      res.end(profile);
    } catch (error) {
      if (!gone.signal.aborted) refuse(res, 500, `No profile: ${String(error)}`);
    } finally {
      res.off('close', onClose);
      lock.isTaken = false;
    }
  };
}

function secondsOf(target: string): number | undefined {
  const given = new URLSearchParams(target.split('?', 2)[1] ?? '').get('seconds');
  if (given === null) return SECONDS_DEFAULT;
  const seconds = Number(given);
  return seconds >= 1 && seconds <= SECONDS_MAX ? seconds : undefined;
}

function refuse(res: ServerResponse, status: number, error: string): void {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(`${JSON.stringify({ error })}\n`);
}
