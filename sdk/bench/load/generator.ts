// The load generator's process. One question at a time: load a port for a while, or with a number
// of requests, as fast as its connections allow or at a fixed rate.
import { answerParent } from '../machine/child.ts';
import { buildRequests, Connection } from './client.ts';
import type { LoadJob, LoadResult } from './load.ts';

const CONNECTIONS = 32;
const DIFFERENT_REQUESTS = 64;
/** A stuck service must not hold the benchmark for ever. */
const ANSWER_TIMEOUT_MS = 10_000;

interface Target {
  connections: Connection[];
  requests: Buffer[];
}
const targets = new Map<number, Target>();

async function targetOf(port: number): Promise<Target> {
  const known = targets.get(port);
  if (known !== undefined) return known;
  const connections = Array.from({ length: CONNECTIONS }, () => new Connection(port));
  await Promise.all(connections.map((connection) => connection.ready()));
  const requests = buildRequests(port, (index) => `/orders/${10_000 + index}`, DIFFERENT_REQUESTS);
  const target = { connections, requests };
  targets.set(port, target);
  return target;
}

/** Every connection sends the next request as soon as it has the answer to the last. */
function saturate(target: Target, job: LoadJob, result: LoadResult): Promise<void> {
  return new Promise((resolve) => {
    const until = performance.now() + (job.durationMs ?? Number.POSITIVE_INFINITY);
    const limit = job.requests ?? Number.POSITIVE_INFINITY;
    let sent = 0;
    let open = 0;
    const next = (connection: Connection): void => {
      if (sent >= limit || performance.now() >= until) {
        if (open === 0) resolve();
        return;
      }
      const request = target.requests[sent % target.requests.length] as Buffer;
      sent++;
      open++;
      connection.send(request, (ok) => {
        open--;
        result.requests++;
        if (!ok) result.errors++;
        next(connection);
      });
    };
    for (const connection of target.connections) next(connection);
  });
}

/** Requests at an even rate, each on a connection that is idle; late ones are sent at once. */
function pace(target: Target, job: LoadJob, result: LoadResult): Promise<void> {
  return new Promise((resolve) => {
    const rate = (job.ratePerSecond ?? 1) / 1000;
    const idle = [...target.connections];
    const start = performance.now();
    const end = job.durationMs ?? 1000;
    let sent = 0;
    let open = 0;
    const send = (connection: Connection): void => {
      const sentAt = performance.now();
      open++;
      connection.send(target.requests[sent++ % target.requests.length] as Buffer, (ok) => {
        open--;
        idle.push(connection);
        result.requests++;
        result.latenciesMs.push(performance.now() - sentAt);
        if (!ok) result.errors++;
      });
    };
    const tick = (): void => {
      const elapsed = performance.now() - start;
      const due = Math.floor(Math.min(elapsed, end) * rate);
      // Without an idle connection a request is late; its turn comes with a later tick.
      for (const connection of idle.splice(0, due - sent)) send(connection);
      if (elapsed >= end && open === 0) resolve();
      else setTimeout(tick, 1);
    };
    tick();
  });
}

/** Keeps this process from sleeping: the service then pays nothing for waking its core. */
function spin(): () => void {
  let on = true;
  setImmediate(function turn() {
    if (on) setImmediate(turn);
  });
  return () => {
    on = false;
  };
}

async function run(job: LoadJob): Promise<LoadResult> {
  const result: LoadResult = { requests: 0, errors: 0, latenciesMs: [] };
  const target = await targetOf(job.port);
  const work = job.ratePerSecond === undefined ? saturate : pace;
  const stopSpinning = job.awake === true ? spin() : () => {};
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(
      () => {
        result.errors += 1;
        resolve();
      },
      (job.durationMs ?? 0) + ANSWER_TIMEOUT_MS,
    );
  });
  await Promise.race([work(target, job, result), timeout]);
  clearTimeout(timer);
  stopSpinning();
  return result;
}

answerParent({
  run,
  /** Requests to given paths, one after the other: used to fill a service with routes. */
  async visit({ port, paths }: { port: number; paths: string[] }) {
    const connection = new Connection(port);
    await connection.ready();
    let errors = 0;
    const requests = buildRequests(port, (index) => paths[index] ?? '/', paths.length);
    for (const request of requests) {
      const ok = await new Promise<boolean>((resolve) => connection.send(request, resolve));
      if (!ok) errors++;
    }
    connection.close();
    return { errors };
  },
  forget({ port }: { port: number }) {
    for (const connection of targets.get(port)?.connections ?? []) connection.close();
    targets.delete(port);
    return {};
  },
});
