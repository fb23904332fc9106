import type { OtlpReceiver } from 'sightline/testing';
import type { RunningService } from '../processes.ts';
import type { TrafficCounts } from '../traffic/traffic.ts';
import { kindOf, renderBlock } from './block.ts';
import { Joiner } from './joiner.ts';
import { makePaint, type Paint } from './paint.ts';
import { Scraper } from './scraper.ts';
import type { Screen } from './screen.ts';
import type { JoinedRequest } from './types.ts';

const POLL_MS = 100;
/** On a terminal a reader needs time for each block; a pipe takes them as they come. */
const READING_MS = 1500;
const WAITING_MAX = 40;

/** Joins what the services say and shows it, request by request. */
export class Viewer {
  readonly #screen: Screen;
  readonly #paint: Paint;
  readonly #receiver: OtlpReceiver;
  #joiner: Joiner | undefined;
  #scraper: Scraper | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waiting: JoinedRequest[] = [];
  /** When each kind of request was last shown, as a running number. */
  readonly #lastShown = new Map<string, number>();
  #shownAtMs = 0;
  #shown = 0;

  constructor(screen: Screen, receiver: OtlpReceiver) {
    this.#screen = screen;
    this.#paint = makePaint(screen.coloured);
    this.#receiver = receiver;
  }

  introduce(services: readonly RunningService[]): void {
    const { bold, dim, service } = this.#paint;
    const lines = services.map(
      ({ name, framework, url, metricsUrl }) =>
        `  ${service(name, name.padEnd(11))}${framework.padEnd(11)}${url}   metrics ${metricsUrl}`,
    );
    this.#screen.print([
      bold('Two services, each observed by one import. One block is one request:'),
      bold('its log lines, the histogram series that moved, its trace, under one trace id.'),
      '',
      ...lines,
      dim(
        '  ✖ failed   ≤ bound of the bucket that moved, seconds   ◆ its exemplar is this request',
      ),
      '',
    ]);
  }

  /** Reads the metrics once, so that the first request already has a "before". */
  async watch(services: readonly RunningService[]): Promise<void> {
    this.#scraper = new Scraper(
      new Map(services.map(({ name, metricsUrl }) => [name, metricsUrl])),
    );
    this.#joiner = new Joiner(this.#scraper);
    await this.#scraper.start();
    for (const [service, reason] of this.#scraper.failures) {
      throw new Error(`The metrics of ${service} cannot be read: ${reason}`);
    }
  }

  addLine(service: string, line: string): void {
    this.#joiner?.addLine(service, line);
  }

  /** Resolves after this many shown requests; without a number never. */
  show(counts: Readonly<TrafficCounts>, requests: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const poll = (): void => {
        this.#collect();
        while (this.#mayShow()) {
          this.#showNext();
          if (requests !== undefined && this.#shown >= requests) {
            resolve();
            return;
          }
        }
        this.#screen.status(this.#statusLine(counts));
        this.#timer = setTimeout(poll, POLL_MS);
      };
      poll();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#scraper?.stop();
    this.#screen.status('');
  }

  #collect(): void {
    for (const span of this.#receiver.spans) this.#joiner?.addSpan(span);
    this.#receiver.clear();
    this.#waiting.push(...(this.#joiner?.take() ?? []));
    if (this.#waiting.length > WAITING_MAX) this.#waiting = this.#waiting.slice(-WAITING_MAX);
  }

  #mayShow(): boolean {
    if (this.#waiting.length === 0) return false;
    return !this.#screen.live || Date.now() - this.#shownAtMs >= READING_MS;
  }

  /** The kind that was not shown for longest comes first; the rest of that kind is skipped. */
  #showNext(): void {
    const age = (request: JoinedRequest) => this.#lastShown.get(kindOf(request)) ?? -1;
    const next = this.#screen.live
      ? this.#waiting.toSorted((a, b) => age(a) - age(b))[0]
      : this.#waiting[0];
    if (next === undefined) return;
    this.#waiting = this.#waiting.filter((request) => request !== next);
    this.#shown++;
    this.#shownAtMs = Date.now();
    this.#lastShown.set(kindOf(next), this.#shown);
    this.#screen.print(renderBlock(next, this.#screen.columns, this.#paint));
  }

  #statusLine({ sent, ok, refused, failed, aborted }: Readonly<TrafficCounts>): string {
    const outcomes = `${ok} ok, ${refused} refused, ${failed} failed, ${aborted} aborted`;
    return ` ${this.#shown} shown of ${sent} requests: ${outcomes}   ·   q quits`;
  }
}
