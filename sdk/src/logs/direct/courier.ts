import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';

import { context, ROOT_CONTEXT } from '@opentelemetry/api';

import { Backoff } from '../../otlp/index.ts';
import { threadFile } from '../../threads.ts';
import type { Account, FromShipper, ShipperSettings, ToShipper } from './messages.ts';

/**
 * The thread's own memory; what it holds of the service's lines is bounded elsewhere. A small young
 * generation saves 14 MB and costs nothing that can be measured.
 */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 192 };
/** The file of the build that the thread runs. */
const FILE = 'sightline-shipper.js';
/** Messages that may still be waiting when the process ends. */
const LAST_MESSAGES_MAX = 10_000;

export interface CourierEvents {
  onOutage(reason: string, message: string): void;
  onRecovery(): void;
  onDiskFault(message: string): void;
  onDeadLetter(message: string): void;
  /** Lines were lost: the disk is full, or takes nothing. */
  onDropped(reason: string): void;
  /** The thread died; it starts again by itself. */
  onThreadDied(message: string): void;
}

interface OutboxEvents extends CourierEvents {
  onAccount(account: Account): void;
  /** What is to be sent again to a new thread. */
  onRestart(): readonly ToShipper[];
  knownLines(): number;
}

/**
 * Carries messages to and from the shipper and keeps it alive: a thread that dies is started again,
 * with growing pauses, and gets what its predecessor had not settled. Where there is no file for a
 * thread (the service is bundled into one), the shipper runs in the service's own.
 */
export class Courier {
  readonly #settings: Omit<ShipperSettings, 'knownLines'>;
  readonly #events: OutboxEvents;
  readonly #backoff = new Backoff();
  readonly #flushes = new Map<number, () => void>();
  #nextFlush = 1;
  #worker: Worker | undefined;
  #port: Pick<MessagePort, 'postMessage' | 'close'> | undefined;
  #inbox: MessagePort | undefined;
  #isClosed = false;
  #isStarted = false;

  constructor(settings: Omit<ShipperSettings, 'knownLines'>, events: OutboxEvents) {
    this.#settings = settings;
    this.#events = events;
  }

  /** Starts the shipper if need be. Messages to one that is not there are kept by the caller. */
  send(message: ToShipper): void {
    if (this.#isClosed) return;
    if (!this.#isStarted) {
      this.#isStarted = true;
      // The thread outlives the request whose line was the first.
      context.with(ROOT_CONTEXT, () => this.#start());
    }
    this.#port?.postMessage(message);
  }

  #start(): void {
    const file = threadFile(FILE);
    const settings = { ...this.#settings, knownLines: this.#events.knownLines() };
    if (file === undefined) {
      void this.#startHere(settings);
      return;
    }
    try {
      const { port1, port2 } = new MessageChannel();
      const worker = new Worker(file, {
        workerData: { settings, port: port2 },
        transferList: [port2],
        // Neither the service's preloads nor its options: this thread is ours alone.
        execArgv: [],
        env: {},
        stdout: true,
        stderr: true,
        resourceLimits: THREAD_LIMITS,
        name: 'sightline-shipper',
      });
      port1.on('message', (message: FromShipper) => this.#receive(message));
      port1.unref();
      worker.unref();
      worker.on('error', (error) => this.#died(worker, error.message));
      worker.on('exit', () => this.#died(worker, 'the thread ended'));
      this.#worker = worker;
      this.#port = port1;
      this.#inbox = port1;
    } catch (error) {
      this.#again((error as Error).message);
    }
  }

  /** The same shipper without a thread. */
  async #startHere(settings: ShipperSettings): Promise<void> {
    try {
      const { startShipper } = await import('./start.ts');
      if (this.#isClosed) return;
      const shipper = startShipper(settings, (message) => this.#receive(message));
      this.#port = { postMessage: (message: ToShipper) => shipper.receive(message), close() {} };
      for (const message of this.#events.onRestart()) shipper.receive(message);
    } catch (error) {
      this.#events.onThreadDied((error as Error).message);
    }
  }

  #died(worker: Worker, message: string): void {
    if (this.#worker !== worker || this.#isClosed) return;
    this.#inbox?.close();
    this.#worker = undefined;
    this.#port = undefined;
    this.#inbox = undefined;
    for (const resolve of this.#flushes.values()) resolve();
    this.#again(message);
  }

  #again(message: string): void {
    this.#events.onThreadDied(message);
    this.#backoff.pause(() => {
      if (this.#isClosed) return;
      this.#start();
      for (const batch of this.#events.onRestart()) this.#port?.postMessage(batch);
    });
  }

  #receive(message: FromShipper): void {
    switch (message.kind) {
      case 'account':
        this.#events.onAccount(message.account);
        if (message.account.lastSuccessMs !== undefined) this.#backoff.reset();
        break;
      case 'flushed':
        this.#flushes.get(message.id)?.();
        break;
      case 'outage':
        this.#events.onOutage(message.reason, message.message);
        break;
      case 'recovered':
        this.#events.onRecovery();
        break;
      case 'diskFault':
        this.#events.onDiskFault(message.message);
        break;
      default:
        this.#events.onDeadLetter(message.message);
    }
  }

  async flush(timeoutMs: number): Promise<void> {
    const id = this.#nextFlush++;
    let timer: NodeJS.Timeout | undefined;
    const flushed = new Promise<void>((resolve) => {
      this.#flushes.set(id, resolve);
    });
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    this.send({ kind: 'flush', id });
    await Promise.race([flushed, deadline]);
    clearTimeout(timer);
    this.#flushes.delete(id);
  }

  #hearTheLast(inbox: MessagePort): void {
    for (let heard = 0; heard < LAST_MESSAGES_MAX; heard += 1) {
      const waiting: { message: FromShipper } | undefined = receiveMessageOnPort(inbox);
      if (waiting === undefined) return;
      this.#receive(waiting.message);
    }
  }

  /** Hears the last of what the shipper has said already, and lets it go. */
  close(): void {
    if (this.#isClosed) return;
    if (this.#inbox !== undefined) this.#hearTheLast(this.#inbox);
    this.#isClosed = true;
    this.#port?.postMessage({ kind: 'stop' } satisfies ToShipper);
    this.#backoff.cancel();
  }
}
