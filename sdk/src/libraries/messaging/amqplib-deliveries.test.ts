import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { MESSAGING_METRICS } from '../../contract/index.ts';
import { OperationSeries, Operation } from '../../record/index.ts';
import type { Kit } from '../adapter.ts';
import { follow, watchSettling } from './amqplib-deliveries.ts';
import type { Destination } from './destination.ts';

const METHODS = ['ack', 'ackAll', 'nack', 'nackAll', 'reject'] as const;
type Called = Record<(typeof METHODS)[number], (...args: unknown[]) => void>;

function stage() {
  const ended: [tag: unknown, errorType: string | undefined][] = [];
  const end = ({ attributes }: Operation, _error?: unknown, outcome?: { errorType?: string }) => {
    ended.push([attributes?.['tag'], outcome?.errorType]);
  };
  const kit = { hooks: { end } } as never as Kit;
  let discarded = 0;
  const destination = { discarded: () => (discarded += 1) } as never as Destination;
  const series = new OperationSeries(
    { metric: MESSAGING_METRICS.processDuration, span: 'consumer' },
    'process',
    {},
    false,
  );
  const channel = Object.assign(new EventEmitter(), { isClosed: false }) as EventEmitter &
    Called & { isClosed: boolean };
  const settle = function settle(this: typeof channel): void {
    if (this.isClosed) throw new Error('Channel closed');
  };
  const prototype = Object.fromEntries(METHODS.map((name) => [name, settle]));
  expect(watchSettling(prototype, kit)).toBe(true);
  Object.assign(channel, Object.fromEntries(METHODS.map((name) => [name, prototype[name]])));
  const take = (tag: number): boolean => {
    const operation = new Operation(series);
    operation.attributes = { tag };
    return follow(channel, tag, { destination, series, operation }, kit);
  };
  const message = (deliveryTag: number) => ({ fields: { deliveryTag } });
  return { channel, take, message, ended, discarded: () => discarded };
}

test('one settling ends one, or all up to it, and each only once', () => {
  const { channel, take, message, ended } = stage();
  for (const tag of [1, 2, 3, 4]) take(tag);
  channel.ack(message(2));
  channel.ack(message(2));
  channel.ack(message(3), true);
  expect(ended).toEqual([
    [2, undefined],
    [1, undefined],
    [3, undefined],
  ]);
});

test('what comes of the message is told, with requeueing as the default', () => {
  const { channel, take, message, ended, discarded } = stage();
  for (const tag of [1, 2, 3, 4, 5]) take(tag);
  channel.nack(message(1));
  channel.nack(message(2), false, false);
  channel.reject(message(3));
  channel.reject(message(4), false);
  channel.nackAll(false);
  expect(ended.map(([, errorType]) => errorType)).toEqual([
    'requeued',
    'rejected',
    'requeued',
    'rejected',
    'rejected',
  ]);
  expect(discarded()).toBe(3);
});

test('what is open when the channel closes ends by that, and stays closed', () => {
  const { channel, take, message, ended } = stage();
  take(1);
  take(2);
  channel.emit('close');
  channel.isClosed = true;
  expect(() => channel.ack(message(1))).toThrow('Channel closed');
  expect(ended).toEqual([
    [1, 'channel_closed'],
    [2, 'channel_closed'],
  ]);
});

test('a consumer that settles nothing costs no more than so much', () => {
  const { take } = stage();
  const followed = Array.from({ length: 10_100 }, (_, tag) => take(tag)).filter(Boolean);
  expect(followed).toHaveLength(10_000);
});

test('a message that came another way is left alone', () => {
  const { channel, message, ended } = stage();
  channel.ack(message(1));
  channel.ackAll();
  expect(ended).toEqual([]);
});
