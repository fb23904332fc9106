import { JOURNEYS, type Journey } from './journeys.ts';

/** What the customers saw. */
export interface TrafficCounts {
  sent: number;
  ok: number;
  /** Answered 4xx. */
  refused: number;
  /** Answered 5xx, or not at all. */
  failed: number;
  aborted: number;
}

export interface Traffic {
  readonly counts: Readonly<TrafficCounts>;
  stop(): void;
}

const INTERVAL_MS = 100;
/** A shop that hangs is not asked for more and more. */
const OPEN_MAX = 8;
const CUSTOMERS = 40;
const TIMEOUT_MS = 10_000;

/** Sends the journeys round and round at an even, small rate. */
export function startTraffic(storefrontUrl: string): Traffic {
  const counts: TrafficCounts = { sent: 0, ok: 0, refused: 0, failed: 0, aborted: 0 };
  const stopped = new AbortController();
  let open = 0;

  const send = (): void => {
    if (open >= OPEN_MAX) return;
    const journey = JOURNEYS[counts.sent % JOURNEYS.length] as Journey;
    const customer = `customer-${counts.sent % CUSTOMERS}`;
    counts.sent++;
    open++;
    void travel(storefrontUrl, journey, customer, stopped.signal)
      .then((outcome) => counts[outcome]++)
      .finally(() => open--);
  };
  send();
  const timer = setInterval(send, INTERVAL_MS);
  return {
    counts,
    stop: () => {
      clearInterval(timer);
      stopped.abort();
    },
  };
}

type Outcome = 'ok' | 'refused' | 'failed' | 'aborted';

async function travel(
  storefrontUrl: string,
  journey: Journey,
  customer: string,
  stopped: AbortSignal,
): Promise<Outcome> {
  const patience = AbortSignal.timeout(journey.abortAfterMs ?? TIMEOUT_MS);
  try {
    const answer = await fetch(storefrontUrl + journey.path, {
      method: journey.method,
      headers: { 'content-type': 'application/json', 'x-customer': customer },
      body: journey.body === undefined ? null : JSON.stringify(journey.body),
      signal: AbortSignal.any([patience, stopped]),
    });
    await answer.arrayBuffer();
    if (answer.ok) return 'ok';
    return answer.status < 500 ? 'refused' : 'failed';
  } catch {
    return journey.abortAfterMs !== undefined && patience.aborted ? 'aborted' : 'failed';
  }
}
