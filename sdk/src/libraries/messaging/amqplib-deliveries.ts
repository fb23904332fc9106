import { MESSAGING_ERROR } from '../../contract/index.ts';
import type { Operation, OperationSeries } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { wrapMethod } from '../patching.ts';
import type { Channel, Method } from './amqplib-channel.ts';
import type { Destination } from './destination.ts';

/** A message that the application has and did not settle yet. */
interface Delivery {
  readonly destination: Destination;
  readonly series: OperationSeries;
  /** undefined = it was asked for: nothing runs that would be its processing. */
  readonly operation: Operation | undefined;
}

interface Followed extends Channel {
  [DELIVERIES]?: Map<number, Delivery>;
}

const DELIVERIES = Symbol('sightline.deliveries');
/** More are not followed: a consumer without a limit that settles nothing must not cost memory. */
const DELIVERIES_MAX = 10_000;

/** False = there are too many: it is not followed. */
export function follow(channel: Followed, tag: number, delivery: Delivery, kit: Kit): boolean {
  let deliveries = channel[DELIVERIES];
  if (deliveries === undefined) {
    const made = new Map<number, Delivery>();
    deliveries = made;
    channel[DELIVERIES] = made;
    channel.once('close', () => {
      // The broker gives them to somebody else now; what became of them here it never hears.
      for (const { operation } of made.values()) {
        if (operation === undefined) continue;
        kit.hooks.end(operation, undefined, { errorType: MESSAGING_ERROR.channelClosed });
      }
      made.clear();
    });
  }
  if (deliveries.size >= DELIVERIES_MAX) return false;
  deliveries.set(tag, delivery);
  return true;
}

type Fate = 'done' | 'requeued' | 'rejected';

function settle(kit: Kit, { destination, series, operation }: Delivery, fate: Fate): void {
  if (fate === 'rejected') destination.discarded(series);
  if (operation === undefined) return;
  if (fate === 'done') kit.hooks.end(operation);
  else kit.hooks.end(operation, undefined, { errorType: MESSAGING_ERROR[fate] });
}

/** @param tag undefined = all that are there */
function settleOf(
  channel: Followed,
  tag: number | undefined,
  upTo: boolean,
  fate: Fate,
  kit: Kit,
): void {
  const deliveries = channel[DELIVERIES];
  if (deliveries === undefined) return;
  if (tag !== undefined && !upTo) {
    const one = deliveries.get(tag);
    if (one === undefined) return;
    deliveries.delete(tag);
    settle(kit, one, fate);
    return;
  }
  // In the order of their tags, because they came in it.
  for (const [at, one] of deliveries) {
    if (tag !== undefined && at > tag) return;
    deliveries.delete(at);
    settle(kit, one, fate);
  }
}

interface Message {
  readonly fields?: { readonly deliveryTag?: number };
}

/** How each method reads: whom it settles, and what becomes of them. */
const METHODS: Readonly<
  Record<string, (args: readonly unknown[]) => { all?: boolean; upTo?: boolean; fate: Fate }>
> = {
  ack: ([, upTo]) => ({ upTo: Boolean(upTo), fate: 'done' }),
  ackAll: () => ({ all: true, fate: 'done' }),
  nack: ([, upTo, requeue]) => ({ upTo: Boolean(upTo), fate: fateOf(requeue) }),
  nackAll: ([requeue]) => ({ all: true, fate: fateOf(requeue) }),
  reject: ([, requeue]) => ({ fate: fateOf(requeue) }),
};

function fateOf(requeue: unknown): Fate {
  return requeue === undefined || Boolean(requeue) ? 'requeued' : 'rejected';
}

/** Ends the processing of messages where the application tells the broker what became of them. */
export function watchSettling(prototype: object, kit: Kit): boolean {
  return Object.entries(METHODS).every(([name, read]) =>
    wrapMethod(prototype, name, (original: Method) => {
      return function settled(this: Followed, ...args: unknown[]) {
        // Throws when the channel is closed: then it is settled by that.
        const result: unknown = Reflect.apply(original, this, args);
        const { all = false, upTo = false, fate } = read(args);
        const tag = (args[0] as Message | undefined)?.fields?.deliveryTag;
        if (all || tag !== undefined) {
          settleOf(this, all ? undefined : tag, upTo, fate, kit);
        }
        return result;
      };
    }),
  );
}
