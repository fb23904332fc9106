// The notifier: no server of its own, only a reader of events that writes to customers.
import 'sightline/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from 'sightline';
import { Jobs } from '../bus/jobs.ts';
import { openBus } from '../bus/open.ts';
import { queueBacklog } from '../faults/effects.ts';
import { tellParent } from './parent.ts';

const MAIL_MS = 20;

const bus = await openBus(() => Jobs.open());

async function mail(subject: string, orderId: string): Promise<void> {
  await queueBacklog();
  await sleep(MAIL_MS);
  logger.info({ subject, order: orderId }, 'customer notified');
}

await bus.subscribe('order.shipped', 'notifier', ({ orderId }) =>
  mail('Your order is on its way', orderId),
);
await bus.subscribe('order.rejected', 'notifier', ({ orderId, reason }) =>
  mail(`We are sorry: ${reason}`, orderId),
);
tellParent('notifier');
