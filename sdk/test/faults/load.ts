import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Work {
  /** Lines or spans in all, and how many of them a second. */
  readonly count: number;
  readonly perSecond: number;
  /** Lines that one request causes; 1 for spans. */
  readonly perRequest: number;
  /** Length of a line's text. */
  readonly bytes: number;
}

/** Requests open at once; more wait, as they would in front of a real service. */
const OPEN_MAX = 64;
const CONNECTIONS = 16;
const TICK_MS = 10;

/**
 * Makes the subject emit numbered lines or spans, by requests. A number counts as emitted once its
 * request is answered: then the service has done its part, whatever happens to it next.
 */
export class Load {
  readonly emitted = new Set<number>();
  /** Requests that the service did not live to answer. */
  unanswered = 0;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  #next = 0;

  /** Resolves when all is answered, or the service is gone. */
  async emit(port: number, work: Work): Promise<void> {
    const { count, perSecond, perRequest } = work;
    const open = new Set<Promise<void>>();
    const service = { isThere: true };
    const startedAt = performance.now();
    let sent = 0;
    while (sent < count && service.isThere) {
      const elapsedSeconds = (performance.now() - startedAt) / 1000;
      const due = Math.min(count, elapsedSeconds * perSecond + perRequest);
      while (sent + perRequest <= due && open.size < OPEN_MAX) {
        sent += perRequest;
        const one = this.#request(port, work, service).finally(() => open.delete(one));
        open.add(one);
      }
      await sleep(TICK_MS);
    }
    await Promise.all(open);
  }

  async #request(port: number, work: Work, service: { isThere: boolean }): Promise<void> {
    const { perRequest, bytes } = work;
    const from = this.#next;
    this.#next += perRequest;
    const isAnswered = await this.get(port, `/numbers/${from}?count=${perRequest}&bytes=${bytes}`);
    if (isAnswered) {
      for (let n = from; n < from + perRequest; n += 1) this.emitted.add(n);
    } else {
      this.unanswered += 1;
      service.isThere = false;
    }
  }

  /** False when the service ended before it answered. */
  get(port: number, path: string): Promise<boolean> {
    return new Promise((resolve) => {
      http
        .get({ host: '127.0.0.1', port, path, agent: this.#agent }, (response) => {
          response.resume().once('end', () => resolve(response.statusCode === 200));
          response.once('error', () => resolve(false));
        })
        .once('error', () => resolve(false));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
