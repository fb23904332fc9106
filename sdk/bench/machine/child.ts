import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { taskset } from './pin.ts';

type Message = { type: string; id?: number } & Record<string, unknown>;

const CALL_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 8_000;

/** A child process that answers questions over IPC. Dies with the benchmark. */
export class Child {
  readonly process: ChildProcess;
  readonly name: string;
  #next = 1;
  #waiting = new Map<number, { resolve: (answer: Message) => void; reject: (e: Error) => void }>();
  #exited: Promise<void>;
  #gone = false;

  constructor(name: string, process: ChildProcess) {
    this.name = name;
    this.process = process;
    process.on('message', (message: Message) => {
      if (message.type !== 'answer' || message.id === undefined) return;
      this.#waiting.get(message.id)?.resolve(message);
      this.#waiting.delete(message.id);
    });
    this.#exited = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        this.#gone = true;
        const reason = new Error(`${name} ended (${signal ?? `code ${code}`})`);
        for (const call of this.#waiting.values()) call.reject(reason);
        this.#waiting.clear();
        resolve();
      });
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  async call<T = Message>(type: string, payload: object = {}): Promise<T> {
    if (this.#gone) throw new Error(`${this.name} is not running`);
    const id = this.#next++;
    const answer = new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.name} did not answer "${type}" in time`)),
        CALL_TIMEOUT_MS,
      );
      const settle = () => clearTimeout(timer);
      this.#waiting.set(id, {
        resolve: (message) => (settle(), resolve(message)),
        reject: (error) => (settle(), reject(error)),
      });
    });
    this.process.send({ ...payload, type, id });
    return (await answer) as T;
  }

  /** Resolves with the first message of this type; rejects when the process ends before. */
  message(type: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.process.on('message', (message: Message) => {
        if (message.type === type) resolve(message);
      });
      this.process.once('error', reject);
      void this.#exited.then(() => reject(new Error(`${this.name} ended before "${type}"`)));
    });
  }

  /** Asks to end, so that what is buffered is exported; then insists. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.#gone) return;
    this.process.kill(signal);
    const insist = setTimeout(() => this.process.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(insist);
  }
}

/** Starts one of the benchmark's own helpers (load generator, sink), pinned to a core. */
export function startHelper(name: string, moduleUrl: URL, core: number): Child {
  const [command, ...args] = taskset(core, process.execPath, [fileURLToPath(moduleUrl)]);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Child(name, child);
}

/** The other side: answers each question with what its handler returns. */
export function answerParent(
  handlers: Record<string, (payload: never) => object | Promise<object>>,
): void {
  const answer = async (question: Message): Promise<void> => {
    const found = await handlers[question.type]?.(question as never);
    process.send?.({ ...found, type: 'answer', id: question.id });
  };
  process.on('message', (question: Message) => void answer(question));
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C reaches the whole group; the benchmark decides when its helpers end.
  process.on('SIGINT', () => {});
}
