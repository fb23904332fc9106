import type { Topic } from '../contracts/events.ts';

/** Who is told of which topic; each group gets each event once, whoever of it takes it. */
export const GROUPS: Readonly<Record<Topic, readonly string[]>> = {
  'order.shipped': ['notifier'],
  'order.rejected': ['notifier'],
};
