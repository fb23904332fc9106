import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isFaultName, type FaultName } from './catalogue.ts';

/** Watchers of folders differ between systems; looking does not. */
const LOOK_MS = 500;

type Listener = (isOn: boolean) => void;

/** Which faults are on: the names of the files in a folder, looked at again and again. */
export class Switches {
  #on: ReadonlySet<FaultName> = new Set();
  readonly #lastOnMs = new Map<FaultName, number>();
  readonly #listeners: [name: FaultName, listener: Listener][] = [];
  readonly #timer: NodeJS.Timeout | undefined;

  /** @param folder undefined = no fault is ever on */
  constructor(folder: string | undefined) {
    if (folder === undefined) return;
    // The first look is at once: a service must not start as if nothing were wrong.
    this.#take(namesIn(folder));
    this.#timer = setInterval(() => {
      // A folder that is gone has no faults: the shop it belonged to has ended.
      void readdir(folder).then(
        (names) => this.#take(names),
        () => this.#take([]),
      );
    }, LOOK_MS);
  }

  isOn(name: FaultName): boolean {
    return this.#on.has(name);
  }

  /** On, or off for less than this: what it did may still come to light. */
  wasOn(name: FaultName, withinMs: number): boolean {
    return this.isOn(name) || Date.now() - (this.#lastOnMs.get(name) ?? 0) < withinMs;
  }

  /** Calls back when it is switched on or off, and at once when it is on already. */
  watch(name: FaultName, listener: Listener): void {
    this.#listeners.push([name, listener]);
    if (this.isOn(name)) listener(true);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #take(names: readonly string[]): void {
    const before = this.#on;
    this.#on = new Set(names.filter(isFaultName));
    for (const name of this.#on) this.#lastOnMs.set(name, Date.now());
    for (const [name, listener] of this.#listeners) {
      if (before.has(name) !== this.#on.has(name)) listener(this.#on.has(name));
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The switches of this service, in the folder that the starter named. */
export const faults = new Switches(process.env['SHOP_FAULTS_DIR']);
