import type { InitOptions } from './config/index.ts';
import { resolve } from './config/index.ts';
import type { Sightline } from './handle.ts';
import { disabledHandle, startSightline } from './init.ts';
import { annotate } from './instrument/index.ts';
import { Logs } from './logs/index.ts';
import { placeHere } from './neighbours.ts';
import { warn } from './outages.ts';
import { isPreloaded } from './preloaded.ts';

const KEY = Symbol.for('sightline.v1');

/**
 * What all copies of the package in one process share. A bundle, a preload and an `import` may each
 * bring a copy; only the first one observes, and the others hand out what it made.
 */
interface Shared {
  readonly logs: Logs;
  handle: Sightline | undefined;
  init(options: InitOptions | undefined, isImplicit: boolean): Sightline;
  readonly annotate: typeof annotate;
}

function create(): Shared {
  const logs = new Logs();
  const made: Shared = {
    logs,
    handle: undefined,
    // Of the copy that observes: only it knows its own records when it sees them.
    annotate,
    init(options, isImplicit) {
      if (made.handle !== undefined) {
        if (!isImplicit) warnSecond(logs);
        return made.handle;
      }
      const resolution = resolve(options, process.env);
      made.handle = resolution.settings.enabled
        ? startSightline(logs, resolution, {
            isEarly: isPreloaded(process.execArgv, process.env['NODE_OPTIONS']),
            place: placeHere(resolution.settings.serviceName, process.env),
          })
        : disabledHandle(logs, resolution);
      return made.handle;
    },
  };
  // A service that logs and never calls `init` still gets its lines, as the environment says.
  logs.sink.onFirstHeld = () => {
    const start = (): void => {
      process.off('exit', start);
      if (logs.sink.isConfigured) return;
      logs.startPlain(resolve(undefined, process.env).settings);
    };
    setImmediate(start);
    process.once('exit', start);
  };
  return made;
}

let warned = false;

function warnSecond(logs: Logs): void {
  if (warned) return;
  warned = true;
  const message = 'init() was called again; the first handle is returned, the new options ignored';
  warn(logs, 'SECOND_INIT', message);
}

export function shared(): Shared {
  const holder = globalThis as { [KEY]?: Shared };
  holder[KEY] ??= create();
  return holder[KEY];
}

/**
 * What `sightline/register` does: starts with what the environment says. Being both preloaded and
 * imported is no mistake.
 */
export function startImplicitly(): void {
  shared().init(undefined, true);
}
