import { monotonicMs } from '../../record/index.ts';
import { wrapMethod } from '../patching.ts';
import { ioredisPlace, type Client } from './ioredis-place.ts';
import type { RedisCalls } from './redis-calls.ts';

const CONNECTING = Symbol('sightline.connecting');

type Method = (this: Client & { [CONNECTING]?: number }, ...args: unknown[]) => unknown;

/** Connections that come up, that do not, and that are lost. */
export function watchConnections(prototype: object | undefined, calls: RedisCalls): void {
  wrapMethod(prototype, 'setStatus', (original: Method): Method => {
    return function setStatus(...args) {
      const [next] = args;
      const sinceMs = this[CONNECTING];
      if (next === 'connecting') this[CONNECTING] = monotonicMs();
      if (next === 'ready' && sinceMs !== undefined) {
        calls.connected(ioredisPlace(this), (monotonicMs() - sinceMs) / 1000);
      }
      if (next === 'close' && this.status === 'ready' && this.manuallyClosing !== true) {
        calls.disconnected(ioredisPlace(this), undefined);
      }
      return Reflect.apply(original, this, args);
    };
  });
  wrapMethod(prototype, 'silentEmit', (original: Method): Method => {
    return function silentEmit(...args) {
      // A connection in use that breaks is told by its end.
      const isInUse = this.status === 'ready' || this.manuallyClosing === true;
      if (args[0] === 'error' && !isInUse) calls.disconnected(ioredisPlace(this), args[1]);
      return Reflect.apply(original, this, args);
    };
  });
}
