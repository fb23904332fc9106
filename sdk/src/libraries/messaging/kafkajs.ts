import type { Kit, LibraryAdapter } from '../adapter.ts';
import { isPromise, wrapMethod } from '../patching.ts';
import { Destinations } from './destination.ts';
import { watchConsumer } from './kafkajs-consumer.ts';
import { sendBatchOf, sendOf } from './kafkajs-send.ts';

type Method = (this: object, ...args: unknown[]) => unknown;

export const kafkajs: LibraryAdapter = {
  name: 'kafkajs',
  from: 2,
  way: 'patch',
  gives: 'messages sent and processed, one trace across services, lag',
  modules: [{ patch }],
};

function patch({ Kafka }: { Kafka?: { readonly prototype?: object } }, kit: Kit): boolean {
  const prototype = Kafka?.prototype;
  const work = { kit, destinations: new Destinations(kit, 'kafka') };
  return (
    // What they make are plain objects without a class.
    wrapMethod(prototype, 'producer', (original: Method): Method => {
      return function producer(...args) {
        const made: unknown = Reflect.apply(original, this, args);
        watchSender(made);
        return made;
      };
    }) &&
    wrapMethod(prototype, 'consumer', (original: Method): Method => {
      return function consumer(...args) {
        const made = Reflect.apply(original, this, args) as object;
        const { groupId } = (args[0] ?? {}) as { groupId?: unknown };
        watchConsumer(made, String(groupId ?? ''), work);
        return made;
      };
    })
  );

  function watchSender(sender: unknown): void {
    wrapMethod(sender, 'send', (original) => sendOf(original, work));
    wrapMethod(sender, 'sendBatch', (original) => sendBatchOf(original, work));
    wrapMethod(sender, 'transaction', (original: Method): Method => {
      return function transaction(...args) {
        const begun: unknown = Reflect.apply(original, this, args);
        if (!isPromise(begun)) return begun;
        return begun.then((made) => {
          watchSender(made);
          return made;
        });
      };
    });
  }
}
